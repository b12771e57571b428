theorem goal.variants.below_ten :
    Exists (fun p => And (Nat.lt 4 p) (And (Workbench.Prime p) (Workbench.Prime (Nat.add p 2)))) :=
  Exists.intro 5 (And.intro (Workbench.lt_of_ble (Eq.refl Bool.true))
    (And.intro (Workbench.prime_sound (Eq.refl Bool.true)) (Workbench.prime_sound (Eq.refl Bool.true))))
