def answer : Nat := 8

theorem goal : Eq (Workbench.sumBelow 20 (fun n => cond (Workbench.prime n) 1 0)) answer :=
  Workbench.eq_of_beq _ _
    (Workbench.computed (b := Nat.beq (Workbench.sumBelow 20 (fun n => cond (Workbench.prime n) 1 0)) answer) (Eq.refl Bool.true))
