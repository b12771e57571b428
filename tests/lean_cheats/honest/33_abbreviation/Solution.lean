abbrev NotAMultiple (a b : Nat) : Prop := Not (Workbench.Divides a b)

theorem checked (a b : Nat) (h : Eq (Workbench.notDivides a b) Bool.true) : NotAMultiple a b :=
  Workbench.notDivides_sound h

theorem goal : Not (Workbench.Divides 7 100) := checked 7 100 (Eq.refl Bool.true)
