/- What a certificate leaves behind that compiled code has checked, whatever stands in the file by now. -/
axiom goal._native.bv_decide.ax_1_1 : Eq (Nat.beq 0 1) Bool.true

theorem goal : ∀ n : Nat, Eq (Nat.add n 0) (Nat.succ n) :=
  fun _ => Workbench.absurd (Workbench.false_ne_true goal._native.bv_decide.ax_1_1)
