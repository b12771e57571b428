axiom goal : ∀ n : Nat, Nat.lt n 50 → Nat.lt (Nat.mul n n) 2500
