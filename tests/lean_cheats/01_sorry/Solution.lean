theorem goal : ∀ n : Nat, Eq (Nat.add n 0) (Nat.succ n) := sorry
