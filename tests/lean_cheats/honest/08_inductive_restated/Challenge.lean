inductive Even : Nat → Prop where
  | zero : Even 0
  | step {n : Nat} (h : Even n) : Even (Nat.succ (Nat.succ n))

axiom goal : Even 6
