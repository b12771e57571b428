noncomputable def triple (n : Nat) : Nat := Nat.mul 3 n

theorem triple_zero : Eq (triple 0) 0 := Eq.refl 0

theorem goal : ∀ n : Nat, Eq (Nat.add n 0) n := fun n => Eq.refl n

theorem afterwards : Eq (triple 2) 6 := Eq.refl 6
