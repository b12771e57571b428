structure Interval where
  low : Nat
  high : Nat
  ordered : Nat.le low high

axiom goal : ∀ i : Interval, Nat.lt i.low (Nat.succ i.high)
