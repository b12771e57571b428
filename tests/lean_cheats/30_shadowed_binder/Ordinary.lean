theorem goal : ∀ (n n : Nat), n ≤ n := fun _ n => Nat.le_refl n
