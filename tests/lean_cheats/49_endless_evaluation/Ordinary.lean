set_option maxHeartbeats 0 in
theorem goal : 2 ^ (2 ^ 40) % 3 = 1 := by decide

partial def spin (n : Nat) : IO Unit := spin (n + 1)

#eval spin 0
