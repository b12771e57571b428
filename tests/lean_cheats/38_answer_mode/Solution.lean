axiom propext {a b : Prop} (forth : a → b) (back : b → a) : Eq a b

theorem goal : Eq False (Workbench.Prime 9) :=
  propext (fun h => Workbench.absurd h)
    (fun p => p.right 3 (Workbench.le_of_ble 2 3 (Eq.refl Bool.true)) (Workbench.lt_of_ble (Eq.refl Bool.true))
      (Exists.intro 3 (Eq.refl 9)))
