axiom goal : Eq (2 : Nat) 3
