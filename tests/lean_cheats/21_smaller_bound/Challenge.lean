axiom goal : ∀ n : Nat, Nat.lt n 100 → Nat.lt (Nat.mul n n) 1000
