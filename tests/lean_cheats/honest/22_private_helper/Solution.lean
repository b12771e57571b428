private theorem apart (n : Nat) (h : Eq Nat.zero (Nat.succ n)) : False :=
  Workbench.succ_ne_zero n (Workbench.symm h)

theorem goal : Not (Eq (0 : Nat) 1) := apart 0
