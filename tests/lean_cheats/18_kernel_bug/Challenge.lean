axiom goal : List (List Nat) → False
