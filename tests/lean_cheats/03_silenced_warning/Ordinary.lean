#guard_msgs (drop all) in
theorem goal : ∀ n : Nat, n + 0 = n + 1 := by sorry
