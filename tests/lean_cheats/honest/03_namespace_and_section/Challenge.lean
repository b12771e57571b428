axiom goal : ∀ a b : Nat, Nat.le a (Nat.add b a)
