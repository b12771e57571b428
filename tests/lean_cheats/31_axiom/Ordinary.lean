axiom goal : ∀ n : Nat, n + 0 = n + 1
