axiom goal : Nat.le 2 3
