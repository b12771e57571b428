set_option debug.skipKernelTC true in
theorem lie : Eq (Workbench.kernel (Nat.beq 0 1)) Bool.true := Eq.refl Bool.true

theorem goal : ∀ n : Nat, Eq (Nat.add n 0) (Nat.succ n) :=
  fun _ => Workbench.absurd (Workbench.false_ne_true (Workbench.computed lie))
