theorem goal : ∀ n : Nat, Eq (Nat.add n 0) n := fun n => Eq.refl n
