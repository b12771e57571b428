theorem above : Nat.lt 7 threshold := Workbench.lt_of_ble (k := 7) (n := threshold) (Eq.refl Bool.true)

theorem goal : Not (reached 7) := fun h => Workbench.lt_le_absurd above h
