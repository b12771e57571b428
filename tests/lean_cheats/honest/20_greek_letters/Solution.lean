theorem φ₁ (ε : Nat) (h₀ : Eq ε ε) : Eq ε ε := h₀

theorem goal : ∀ n : Nat, Eq (Nat.add n 0) n := fun ν => φ₁ ν (Eq.refl ν)
