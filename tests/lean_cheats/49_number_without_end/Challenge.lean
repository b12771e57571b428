axiom goal : Eq (Nat.mod (Nat.pow 2 (Nat.pow 2 40)) 3) 2
