axiom goal : Not (Eq (0 : Nat) 1)
