axiom goal : ∀ n : Nat, Eq (Nat.add n 0) (Nat.succ n)
