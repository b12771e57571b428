theorem checked : Eq (Workbench.allBelow 10 (fun n => Nat.ble (Nat.succ (Nat.mul n n)) 1000)) Bool.true :=
  Eq.refl Bool.true

theorem goal : ∀ n : Nat, Nat.lt n 10 → Nat.lt (Nat.mul n n) 1000 :=
  Workbench.allBelow_sound (P := fun n => Nat.lt (Nat.mul n n) 1000) (fun _ h => Workbench.lt_of_ble h) 10 checked
