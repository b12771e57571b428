axiom goal : ∀ a b : Nat, Nat.lt a b → Not (Eq a b)
