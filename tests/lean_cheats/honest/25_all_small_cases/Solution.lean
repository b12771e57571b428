theorem goal : ∀ n : Nat, Nat.lt n 50 → Nat.lt (Nat.mul n n) 2500 :=
  Workbench.allBelow_sound (p := fun n => Nat.ble (Nat.succ (Nat.mul n n)) 2500) (P := fun n => Nat.lt (Nat.mul n n) 2500)
    (fun _ h => Workbench.lt_of_ble h) 50 (Workbench.computed (Eq.refl Bool.true))
