/-- 0 0 1 1 0 0 1 1 -/
def colour (x : Nat) : Nat := Nat.mod (Nat.div (Nat.sub x 1) 2) 2

def three : List Nat := List.cons 3 (List.cons 3 List.nil)

theorem coloring : Vdw.Coloring three 8 colour := Vdw.sound (Eq.refl Bool.true)

theorem always_three (c : Nat) : Nat.lt c 2 → Eq (Workbench.nth three c) 3 :=
  Nat.rec (motive := fun c => Nat.lt c 2 → Eq (Workbench.nth three c) 3) (fun _ => Eq.refl 3)
    (fun c _ => Nat.rec (motive := fun c => Nat.lt (Nat.succ c) 2 → Eq (Workbench.nth three (Nat.succ c)) 3)
      (fun _ => Eq.refl 3)
      (fun _ _ l => Workbench.absurd (Workbench.not_succ_le_zero
        (Workbench.le_of_succ_le_succ (Workbench.le_of_succ_le_succ l)))) c) c

theorem VanDerWaerden.three_exceeds_eight : VanDerWaerden.Exceeds 3 8 :=
  Exists.intro colour (And.intro coloring.left (fun a d one one' whole =>
    have inside : Nat.le a 8 := (whole 0 (Workbench.lt_of_ble (Eq.refl Bool.true))).left
    have step : Nat.le (Nat.mul d 1) 8 := Workbench.le_trans (Workbench.le_add_left a (Nat.mul d 1))
      (whole 1 (Workbench.lt_of_ble (Eq.refl Bool.true))).left
    coloring.right a one inside d one' (Workbench.subst (fun x => Nat.le x 8) (Workbench.mul_one d) step)
      (fun j l => whole j (Workbench.subst (fun x => Nat.lt j x)
        (always_three (colour a) (coloring.left a one inside)) l))))
