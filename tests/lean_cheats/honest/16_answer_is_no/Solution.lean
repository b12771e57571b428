def answer : Prop := False

theorem composite : Not (Workbench.Prime 91) := fun p =>
  p.right 7 (Workbench.le_of_ble 2 7 (Eq.refl Bool.true)) (Workbench.lt_of_ble (Eq.refl Bool.true))
    (Exists.intro 13 (Eq.refl 91))

theorem goal : And (answer → Workbench.Prime 91) (Workbench.Prime 91 → answer) :=
  And.intro (fun h => Workbench.absurd h) composite
