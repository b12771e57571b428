#eval (List.range 10000000)

theorem goal : ∀ n : Nat, n + 0 = n + 1 := by sorry
