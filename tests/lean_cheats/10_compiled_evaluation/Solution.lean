/- What `native_decide` leaves behind: true here, but it rests on the compiler. -/
axiom goal._native.native_decide.ax_1_1 : Eq (Nat.beq (Workbench.sumBelow 1000 (fun k => k)) 499500) Bool.true

theorem goal : Eq (Workbench.sumBelow 1000 (fun k => k)) 499500 :=
  Workbench.eq_of_beq _ _ goal._native.native_decide.ax_1_1
