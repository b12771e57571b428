axiom goal : ∀ a b : Nat, Nat.lt a b → Nat.lt b a → False
