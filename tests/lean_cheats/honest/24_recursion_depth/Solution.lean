set_option maxRecDepth 20000 in
theorem goal : Eq (Workbench.allBelow 500 (fun n => Nat.ble n 500)) Bool.true :=
  Workbench.computed (Eq.refl Bool.true)
