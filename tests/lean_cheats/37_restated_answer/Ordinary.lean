theorem goal : {n : ℕ | Nat.Prime (n ^ 2 + 1)} = answer({n : ℕ | Nat.Prime (n ^ 2 + 1)}) := rfl
