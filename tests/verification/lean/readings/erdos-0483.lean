theorem to_family (k n : Nat) (χ : Nat → Nat)
    (h : And (SchurGrowth.Colors k n χ) (∀ a b : Nat, Not (SchurGrowth.Triple n χ a b))) :
    Schur.Coloring Bool.false k n χ :=
  And.intro h.left (fun a one b one' l _ same =>
    h.right a b (And.intro one (And.intro one' (And.intro l same))))

theorem from_family (k n : Nat) (χ : Nat → Nat) (h : Schur.Coloring Bool.false k n χ) :
    And (SchurGrowth.Colors k n χ) (∀ a b : Nat, Not (SchurGrowth.Triple n χ a b)) :=
  And.intro h.left (fun a b t => h.right a t.left b t.right.left t.right.right.left
    (fun e => Workbench.absurd (Workbench.false_ne_true e)) t.right.right.right)

/-- f(1) ≤ 2, since 1 + 1 = 2. -/
theorem one_color : SchurGrowth.Within 1 2 :=
  fun χ colors => Exists.intro 1 (Exists.intro 1 (And.intro (@Nat.le.refl 1) (And.intro (@Nat.le.refl 1)
    (And.intro (@Nat.le.refl 2) (And.intro (Eq.refl (χ 1))
      (have zero (x : Nat) (l : Nat.lt x 1) : Eq x 0 := Workbench.cases (Workbench.lt_succ_cases l) (fun e => e)
        (fun l => Workbench.absurd (Workbench.not_succ_le_zero l))
      Workbench.trans (zero (χ 1) (colors 1 (@Nat.le.refl 1) (Nat.le.step (@Nat.le.refl 1))))
        (Workbench.symm (zero (χ 2) (colors 2 (Nat.le.step (@Nat.le.refl 1)) (@Nat.le.refl 2))))))))))

/-- f(1) > 1. -/
theorem not_one : Not (SchurGrowth.Within 1 1) :=
  fun h => Workbench.unpack (h (fun _ => 0) (fun _ _ _ => @Nat.le.refl 1)) (fun a more =>
    Workbench.unpack more (fun b t =>
      Workbench.lt_le_absurd (Workbench.add_le_add t.left t.right.left) t.right.right.left))
