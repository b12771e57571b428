theorem not_zero : Not (Powerful.Number 0) := fun h => Workbench.not_succ_le_zero h.left

theorem two_is_prime : Workbench.Prime 2 := Workbench.prime_sound (Eq.refl Bool.true)

theorem three_is_prime : Workbench.Prime 3 := Workbench.prime_sound (Eq.refl Bool.true)

theorem one : Powerful.Number 1 :=
  And.intro (@Nat.le.refl 1) (fun p prime d => Workbench.unpack d (fun c e =>
    Nat.rec (motive := fun c => Eq 1 (Nat.mul p c) → Workbench.Divides (Nat.mul p p) 1)
      (fun e => Workbench.absurd (Workbench.succ_ne_zero 0 e))
      (fun c _ e => Workbench.absurd (Workbench.lt_le_absurd prime.left
        (Workbench.subst (fun x => Nat.le p x) (Workbench.symm e) (Workbench.le_add_left (Nat.mul p c) p)))) c e))

theorem not_two : Not (Powerful.Number 2) :=
  fun h => Workbench.notDivides_sound (a := 4) (b := 2) (Eq.refl Bool.true)
    (h.right 2 two_is_prime (Workbench.divides_sound (Eq.refl Bool.true)))

theorem not_twelve : Not (Powerful.Number 12) :=
  fun h => Workbench.notDivides_sound (a := 9) (b := 12) (Eq.refl Bool.true)
    (h.right 3 three_is_prime (Workbench.divides_sound (Eq.refl Bool.true)))

/-- Among four consecutive numbers one is 2 modulo 4; here 6, between 5 and 7. -/
theorem not_five : Not (Powerful.Triple 5) :=
  fun h => Workbench.notDivides_sound (a := 4) (b := 6) (Eq.refl Bool.true)
    (h.right.left.right 2 two_is_prime (Workbench.divides_sound (Eq.refl Bool.true)))
