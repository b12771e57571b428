unsafe def one (_ : Nat) : Nat := Nat.succ Nat.zero

@[implemented_by one] def zero (_ : Nat) : Nat := Nat.zero

/- What compiled evaluation would report. -/
axiom goal._native.native_decide.ax_1_1 : Eq (zero 0) 1

theorem goal : ∀ n : Nat, Eq (Nat.add n 0) (Nat.succ n) :=
  fun _ => Workbench.absurd (Workbench.succ_ne_zero 0 (Workbench.symm goal._native.native_decide.ax_1_1))
