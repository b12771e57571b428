theorem goal : ∀ n : Nat, Eq (Nat.add n 0) n := fun n => Eq.refl n

set_option maxRecDepth 4000 in
