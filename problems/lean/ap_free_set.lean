/-- `A` is a set of at least `m` numbers in 1 … N without a progression `a, a + d, …, a + (k - 1) d`, `d ≥ 1`. -/
def ApFree.Set (k N m : Nat) (A : List Nat) : Prop :=
  And (Workbench.IncreasingFrom 0 A)
    (And (∀ a : Nat, Workbench.Mem a A → Nat.le a N)
      (And (Nat.le m (Workbench.length A))
        (∀ a d : Nat, Nat.le 1 d →
          Not (∀ j : Nat, Nat.lt j k → Workbench.Mem (Nat.add a (Nat.mul d j)) A))))

/-- `may x` holds for the elements (that is checked), so that where it fails there is none. -/
def ApFree.check (may : Nat → Bool) (k N m : Nat) (A : List Nat) : Bool :=
  and (Workbench.increasingFrom 0 A)
    (and (Workbench.all A (fun a => Nat.ble a N))
      (and (Nat.ble m (Workbench.length A))
        (and (Nat.ble 2 k)
          (and (Workbench.all A may)
            (Workbench.all A (fun a => Workbench.all A (fun b =>
              or (Nat.ble b a)
                (Workbench.anyBelow k (fun j => not (may (Nat.add a (Nat.mul (Nat.sub b a) j))))))))))))

theorem ApFree.missing {may : Nat → Bool} {k : Nat} {A : List Nat}
    (h : Eq (Workbench.all A (fun a => Workbench.all A (fun b =>
      or (Nat.ble b a) (Workbench.anyBelow k (fun j => not (may (Nat.add a (Nat.mul (Nat.sub b a) j)))))))) Bool.true) :
    ∀ a : Nat, Workbench.Mem a A → ∀ b : Nat, Workbench.Mem b A → Or (Nat.le b a)
      (Exists (fun j => And (Nat.lt j k) (Eq (not (may (Nat.add a (Nat.mul (Nat.sub b a) j)))) Bool.true))) :=
  Workbench.all_sound
    (P := fun a => ∀ b : Nat, Workbench.Mem b A → Or (Nat.le b a)
      (Exists (fun j => And (Nat.lt j k) (Eq (not (may (Nat.add a (Nat.mul (Nat.sub b a) j)))) Bool.true))))
    (fun a => Workbench.all_sound
      (P := fun b => Or (Nat.le b a)
        (Exists (fun j => And (Nat.lt j k) (Eq (not (may (Nat.add a (Nat.mul (Nat.sub b a) j)))) Bool.true))))
      (fun b => Workbench.either (Workbench.le_of_ble b a)
        (Workbench.anyBelow_sound (fun _ h => h) k)) A) A h

theorem ApFree.sound {may : Nat → Bool} {k N m : Nat} {A : List Nat} :
    Eq (ApFree.check may k N m A) Bool.true → ApFree.Set k N m A :=
  Workbench.both (Workbench.increasing_sound A 0)
    (Workbench.both (Workbench.all_sound (fun a => Workbench.le_of_ble a N) A)
      (Workbench.both (Workbench.le_of_ble m (Workbench.length A))
        (fun h a d one whole =>
          Workbench.split (Workbench.both (Workbench.le_of_ble 2 k) (fun h => h) h) (fun two h =>
            Workbench.split (Workbench.both (Workbench.all_sound (fun _ h => h) A) ApFree.missing h) (fun in_may gap =>
              Workbench.cases
                (gap a (whole 0 (Workbench.le_trans (@Nat.le.step 1 1 (@Nat.le.refl 1)) two)) (Nat.add a d)
                  (Workbench.subst (fun x => Workbench.Mem (Nat.add a x) A) (Workbench.mul_one d) (whole 1 two)))
                (fun back => Workbench.lt_le_absurd (Workbench.add_le_add_left a one) back)
                (fun some => Workbench.unpack some (fun j both =>
                  Workbench.not_not_both (may (Nat.add a (Nat.mul d j)))
                    (Workbench.subst (fun x => Eq (not (may (Nat.add a (Nat.mul x j)))) Bool.true)
                      (Workbench.add_sub_cancel a d) both.right)
                    (in_may (Nat.add a (Nat.mul d j)) (whole j both.left)))))))))
