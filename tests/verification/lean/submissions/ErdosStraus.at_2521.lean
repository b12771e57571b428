theorem ErdosStraus.at_2521 : ErdosStraus.Decomposable 2521 :=
  Exists.intro 636 (Exists.intro 69748 (Exists.intro 131876031
    (And.intro (Workbench.lt_of_ble (Eq.refl Bool.true))
      (And.intro (Workbench.lt_of_ble (Eq.refl Bool.true))
        (And.intro (Workbench.lt_of_ble (Eq.refl Bool.true)) (Workbench.eq_of_beq _ _ (Eq.refl Bool.true)))))))
