inductive Even : Nat → Prop where
  | zero : Even 0
  | step {n : Nat} (h : Even n) : Even (Nat.succ (Nat.succ n))

theorem goal : Even 6 := Even.step (Even.step (Even.step Even.zero))
