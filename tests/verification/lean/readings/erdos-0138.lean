def two_of (k : Nat) : List Nat := List.cons k (List.cons k List.nil)

theorem always (k c : Nat) : Nat.lt c 2 → Eq (Workbench.nth (two_of k) c) k :=
  Nat.rec (motive := fun c => Nat.lt c 2 → Eq (Workbench.nth (two_of k) c) k) (fun _ => Eq.refl k)
    (fun c _ => Nat.rec (motive := fun c => Nat.lt (Nat.succ c) 2 → Eq (Workbench.nth (two_of k) (Nat.succ c)) k)
      (fun _ => Eq.refl k)
      (fun _ _ l => Workbench.absurd (Workbench.not_succ_le_zero
        (Workbench.le_of_succ_le_succ (Workbench.le_of_succ_le_succ l)))) c) c

theorem to_family (k n : Nat) (χ : Nat → Nat) (h : VanDerWaerden.Coloring k n χ) : Vdw.Coloring (two_of k) n χ :=
  And.intro h.left (fun a one inside d one' _ whole => h.right a d one one' (fun j l => whole j
    (Workbench.subst (fun x => Nat.lt j x) (Workbench.symm (always k (χ a) (h.left a one inside))) l)))

/-- For progressions of at least two terms, from which their difference is seen to be at most n. -/
theorem from_family (k n : Nat) (χ : Nat → Nat) (two : Nat.le 2 k) (h : Vdw.Coloring (two_of k) n χ) :
    VanDerWaerden.Coloring k n χ :=
  And.intro h.left (fun a d one one' whole =>
    have inside : Nat.le a n := (whole 0 (Workbench.le_trans (Nat.le.step (@Nat.le.refl 1)) two)).left
    have step : Nat.le (Nat.mul d 1) n := Workbench.le_trans (Workbench.le_add_left a (Nat.mul d 1)) (whole 1 two).left
    h.right a one inside d one' (Workbench.subst (fun x => Nat.le x n) (Workbench.mul_one d) step)
      (fun j l => whole j (Workbench.subst (fun x => Nat.lt j x) (always k (χ a) (h.left a one inside)) l)))
