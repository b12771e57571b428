axiom goal : Nat.le 1 0 → False
