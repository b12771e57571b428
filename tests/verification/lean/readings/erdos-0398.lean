theorem evaluated {a b : Nat} (h : Eq (Workbench.kernel (Nat.beq a b)) Bool.true) : Eq a b :=
  Workbench.eq_of_beq a b (Workbench.computed h)

theorem ten : Eq (Brocard.factorial 10) 3628800 := evaluated (Eq.refl Bool.true)

theorem four : Brocard.Solution 4 5 :=
  And.intro (Workbench.lt_of_ble (Eq.refl Bool.true))
    (And.intro (Workbench.lt_of_ble (Eq.refl Bool.true)) (evaluated (Eq.refl Bool.true)))

theorem five : Brocard.Solution 5 11 :=
  And.intro (Workbench.lt_of_ble (Eq.refl Bool.true))
    (And.intro (Workbench.lt_of_ble (Eq.refl Bool.true)) (evaluated (Eq.refl Bool.true)))

theorem seven : Brocard.Solution 7 71 :=
  And.intro (Workbench.lt_of_ble (Eq.refl Bool.true))
    (And.intro (Workbench.lt_of_ble (Eq.refl Bool.true)) (evaluated (Eq.refl Bool.true)))

theorem six : Eq (Nat.add (Brocard.factorial 6) 1) 721 := evaluated (Eq.refl Bool.true)

theorem square_le {a b : Nat} (l : Nat.le a b) : Nat.le (Nat.mul a a) (Nat.mul b b) :=
  Workbench.le_trans (Workbench.mul_le_mul_left a l)
    (Workbench.subst (fun x => Nat.le x (Nat.mul b b)) (Workbench.mul_comm b a) (Workbench.mul_le_mul_left b l))

/-- 6! + 1 lies between two neighbouring squares. -/
theorem not_six (m : Nat) : Not (Brocard.Solution 6 m) :=
  fun h =>
    have e : Eq (Nat.mul m m) 721 := Workbench.trans (Workbench.symm h.right.right) six
    Workbench.cases (Workbench.lt_or_le m 27)
      (fun small => Workbench.lt_le_absurd (Workbench.lt_of_ble (k := Nat.mul 26 26) (n := 721) (Eq.refl Bool.true))
        (Workbench.subst (fun x => Nat.le x (Nat.mul 26 26)) e (square_le (Workbench.le_of_succ_le_succ small))))
      (fun large => Workbench.lt_le_absurd (Workbench.lt_of_ble (k := 721) (n := Nat.mul 27 27) (Eq.refl Bool.true))
        (Workbench.subst (fun x => Nat.le (Nat.mul 27 27) x) e (square_le large)))
