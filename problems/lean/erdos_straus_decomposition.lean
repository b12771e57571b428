/-- a/n = 1/x + 1/y + 1/z with positive denominators in increasing order; strictly increasing when `distinct` is
true. Denominators are cleared. -/
def Straus.Decomposition (distinct : Bool) (a n x y z : Nat) : Prop :=
  And (Nat.le 1 x)
    (And (Nat.le x y)
      (And (Nat.le y z)
        (And (Eq distinct Bool.true → And (Nat.lt x y) (Nat.lt y z))
          (Eq (Nat.mul a (Nat.mul x (Nat.mul y z)))
            (Nat.mul n (Nat.add (Nat.mul y z) (Nat.add (Nat.mul x z) (Nat.mul x y))))))))

def Straus.check (distinct : Bool) (a n x y z : Nat) : Bool :=
  and (Nat.ble 1 x)
    (and (Nat.ble x y)
      (and (Nat.ble y z)
        (and (or (not distinct) (and (Nat.ble (Nat.succ x) y) (Nat.ble (Nat.succ y) z)))
          (Nat.beq (Nat.mul a (Nat.mul x (Nat.mul y z)))
            (Nat.mul n (Nat.add (Nat.mul y z) (Nat.add (Nat.mul x z) (Nat.mul x y))))))))

theorem Straus.sound {distinct : Bool} {a n x y z : Nat} :
    Eq (Straus.check distinct a n x y z) Bool.true → Straus.Decomposition distinct a n x y z :=
  Workbench.both (Workbench.le_of_ble 1 x)
    (Workbench.both (Workbench.le_of_ble x y)
      (Workbench.both (Workbench.le_of_ble y z)
        (Workbench.both
          (fun h yes => Workbench.cases
            (Workbench.either (Q := And (Nat.lt x y) (Nat.lt y z)) (fun no => no)
              (Workbench.both Workbench.lt_of_ble Workbench.lt_of_ble) h)
            (fun no => Workbench.absurd (Workbench.not_not_both distinct no yes)) (fun both => both))
          (Workbench.eq_of_beq (Nat.mul a (Nat.mul x (Nat.mul y z)))
            (Nat.mul n (Nat.add (Nat.mul y z) (Nat.add (Nat.mul x z) (Nat.mul x y))))))))

/-- Every n with low ≤ n ≤ high has a decomposition. -/
def Straus.Range (distinct : Bool) (a low high : Nat) : Prop :=
  ∀ n : Nat, Nat.le low n → Nat.le n high →
    Exists (fun x => Exists (fun y => Exists (fun z => Straus.Decomposition distinct a n x y z)))

def Straus.checkRange (distinct : Bool) (a low high : Nat) (x y z : Nat → Nat) : Bool :=
  Workbench.allUpTo high (fun n => or (Nat.ble (Nat.succ n) low) (Straus.check distinct a n (x n) (y n) (z n)))

theorem Straus.range_sound {distinct : Bool} {a low high : Nat} {x y z : Nat → Nat}
    (h : Eq (and (Nat.ble 1 low) (Straus.checkRange distinct a low high x y z)) Bool.true) :
    Straus.Range distinct a low high :=
  fun n above below => Workbench.split
    (Workbench.both (Workbench.le_of_ble 1 low) (Workbench.allUpTo_sound
      (P := fun n => Or (Nat.lt n low) (Straus.Decomposition distinct a n (x n) (y n) (z n)))
      (fun _ => Workbench.either Workbench.lt_of_ble Straus.sound) high) h)
    (fun one all => Workbench.cases (all n (Workbench.le_trans one above) below)
      (fun small => Workbench.absurd (Workbench.lt_le_absurd small above))
      (fun found => Exists.intro (x n) (Exists.intro (y n) (Exists.intro (z n) found))))
