noncomputable def number (b : Bool) : Nat := cond b 1 0

axiom goal : Eq (number Bool.true) 0
