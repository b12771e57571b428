axiom goal : ∀ a b : Nat, Eq (Nat.add a b) (Nat.add b a)
