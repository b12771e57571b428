inductive «Falsе» : Prop where
  | fine : «Falsе»

theorem goal : Nat.le 1 0 → «Falsе» := fun _ => «Falsе».fine
