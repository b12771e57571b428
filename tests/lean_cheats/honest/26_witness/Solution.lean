theorem goal : Exists (fun n => And (Nat.lt 100 n) (Workbench.Prime n)) :=
  Exists.intro 101 (And.intro (Workbench.lt_of_ble (Eq.refl Bool.true))
    (Workbench.prime_sound (Workbench.computed (Eq.refl Bool.true))))
