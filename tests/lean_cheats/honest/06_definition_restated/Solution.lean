noncomputable def double (n : Nat) : Nat := Nat.add n n

theorem goal : ∀ n : Nat, Eq (double (Nat.succ n)) (Nat.succ (Nat.succ (double n))) :=
  fun n => @Workbench.congr Nat Nat Nat.succ (Nat.add (Nat.succ n) n) (Nat.succ (Nat.add n n)) (Workbench.succ_add n n)
