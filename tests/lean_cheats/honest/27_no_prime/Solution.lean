theorem goal : Not (Workbench.Prime 1001) := fun p =>
  p.right 77 (Workbench.le_of_ble 2 77 (Eq.refl Bool.true)) (Workbench.lt_of_ble (Eq.refl Bool.true))
    (Workbench.divides_sound (Eq.refl Bool.true))
