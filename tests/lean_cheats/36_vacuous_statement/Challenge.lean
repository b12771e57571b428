/- Nobody noticed that no number is less than itself. -/
axiom goal : ∀ n : Nat, Nat.lt n n → Workbench.Prime (Nat.mul n n)
