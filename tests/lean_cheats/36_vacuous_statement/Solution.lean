theorem goal : ∀ n : Nat, Nat.lt n n → Workbench.Prime (Nat.mul n n) :=
  fun n h => Workbench.absurd (Workbench.not_lt_self n h)
