/- proved below‮ -/ theorem goal : ∀ n : Nat, n + 0 = n := fun _ => rfl -- ​
