axiom goal : Eq (Workbench.allBelow 500 (fun n => Nat.ble n 500)) Bool.true
