@[irreducible] def Small (n : Nat) : Prop := n < 10

attribute [local reducible] Small
unseal Small in
theorem goal : Small 11 := by decide
