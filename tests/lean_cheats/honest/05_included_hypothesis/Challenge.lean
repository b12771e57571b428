axiom goal : Nat.lt 2 5
