theorem goal : ∀ (n n : Nat), Nat.le n n := fun _ n => @Nat.le.refl n
