set_option maxHeartbeats 0
set_option maxRecDepth 1000000000

theorem goal : Eq (Workbench.kernel (Nat.rec (motive := fun _ => Bool) Bool.true (fun _ b => not b) 1000000000)) Bool.true :=
  Eq.refl Bool.true
