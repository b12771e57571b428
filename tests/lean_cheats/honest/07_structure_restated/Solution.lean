structure Interval where
  low : Nat
  high : Nat
  ordered : Nat.le low high

theorem goal : ∀ i : Interval, Nat.lt i.low (Nat.succ i.high) := fun i => Workbench.succ_le_succ i.ordered
