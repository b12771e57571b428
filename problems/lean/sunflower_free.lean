/-! A set of points below `g` is a number below 2^g, by its bits; `Nat.land` is the intersection. -/

/-- `f 0, …, f (m - 1)` are distinct sets of points below `g`, and no `k` of them (by their numbers, listed
decreasing) are a sunflower, that is, have all pairwise intersections equal to one set `K`. -/
def Sunflower.Free (k g m : Nat) (f : Nat → Nat) : Prop :=
  And (∀ i : Nat, Nat.lt i m → Nat.lt (f i) (Nat.pow 2 g))
    (And (∀ j : Nat, Nat.lt j m → ∀ i : Nat, Nat.lt i j → Not (Eq (f i) (f j)))
      (∀ S : List Nat, Workbench.DecreasingFrom m S → Eq (Workbench.length S) k →
        Not (Exists (fun K => ∀ x : Nat, Workbench.Mem x S → ∀ y : Nat, Workbench.Mem y S → Nat.lt x y →
          Eq (Nat.land (f x) (f y)) K))))

/-- Every set has exactly `w` points. -/
def Sunflower.Uniform (w g m : Nat) (f : Nat → Nat) : Prop :=
  ∀ i : Nat, Nat.lt i m → Eq (Workbench.sumBelow g (fun p => Nat.mod (Nat.shiftRight (f i) p) 2)) w

/-- Whether `x` makes two different intersections with sets chosen before. -/
def Sunflower.bad (f : Nat → Nat) (x : Nat) (chosen : List Nat) : Bool :=
  Workbench.any chosen (fun y => and (Nat.ble (Nat.succ x) y)
    (Workbench.any chosen (fun z => and (Nat.ble (Nat.succ y) z)
      (or (not (Nat.beq (Nat.land (f x) (f y)) (Nat.land (f x) (f z))))
        (not (Nat.beq (Nat.land (f x) (f y)) (Nat.land (f y) (f z))))))))

def Sunflower.check (k g m : Nat) (f : Nat → Nat) : Bool :=
  and (Workbench.allBelow m (fun i => Nat.ble (Nat.succ (f i)) (Nat.pow 2 g)))
    (and (Workbench.allBelow m (fun j => Workbench.allBelow j (fun i => not (Nat.beq (f i) (f j)))))
      (Workbench.noList (Sunflower.bad f) m k List.nil))

/-- Three members with two different intersections contradict that all are `K`. -/
theorem Sunflower.clash {f : Nat → Nat} {K x y z : Nat} {chosen : List Nat} (xs : List Nat)
    (q : ∀ u : Nat, Workbench.Mem u (Workbench.onto xs (List.cons x chosen)) →
      ∀ v : Nat, Workbench.Mem v (Workbench.onto xs (List.cons x chosen)) → Nat.lt u v →
        Eq (Nat.land (f u) (f v)) K)
    (my : Workbench.Mem y chosen) (mz : Workbench.Mem z chosen) (xy : Nat.lt x y) (yz : Nat.lt y z)
    (differ : Or (Not (Eq (Nat.land (f x) (f y)) (Nat.land (f x) (f z))))
      (Not (Eq (Nat.land (f x) (f y)) (Nat.land (f y) (f z))))) : False :=
  Workbench.split
    (And.intro (Workbench.mem_onto x xs (List.cons x chosen) (Or.inl (Eq.refl x)))
      (And.intro (Workbench.mem_onto y xs (List.cons x chosen) (Or.inr my))
        (Workbench.mem_onto z xs (List.cons x chosen) (Or.inr mz))))
    (fun inx rest => Workbench.split rest (fun iny inz => Workbench.cases differ
      (fun no => no (Workbench.trans (q x inx y iny xy)
        (Workbench.symm (q x inx z inz (Workbench.le_trans xy (Workbench.le_trans (Nat.le.step (@Nat.le.refl y)) yz))))))
      (fun no => no (Workbench.trans (q x inx y iny xy) (Workbench.symm (q y iny z inz yz))))))

theorem Sunflower.cut {f : Nat → Nat} (x : Nat) (chosen : List Nat) (h : Eq (Sunflower.bad f x chosen) Bool.true)
    (xs : List Nat)
    (q : Exists (fun K => ∀ u : Nat, Workbench.Mem u (Workbench.onto xs (List.cons x chosen)) →
      ∀ v : Nat, Workbench.Mem v (Workbench.onto xs (List.cons x chosen)) → Nat.lt u v →
        Eq (Nat.land (f u) (f v)) K)) : False :=
  Workbench.unpack q (fun K q => Workbench.unpack
    (Workbench.any_sound
      (P := fun y => And (Nat.lt x y) (Exists (fun z => And (Workbench.Mem z chosen) (And (Nat.lt y z)
        (Or (Not (Eq (Nat.land (f x) (f y)) (Nat.land (f x) (f z))))
          (Not (Eq (Nat.land (f x) (f y)) (Nat.land (f y) (f z)))))))))
      (fun y => Workbench.both Workbench.lt_of_ble (Workbench.any_sound
        (P := fun z => And (Nat.lt y z)
          (Or (Not (Eq (Nat.land (f x) (f y)) (Nat.land (f x) (f z))))
            (Not (Eq (Nat.land (f x) (f y)) (Nat.land (f y) (f z))))))
        (fun z => Workbench.both Workbench.lt_of_ble
          (Workbench.either Workbench.ne_of_not_beq Workbench.ne_of_not_beq)) chosen)) chosen h)
    (fun y first => Workbench.unpack first.right.right (fun z second =>
      Sunflower.clash xs q first.left second.left first.right.left second.right.left second.right.right)))

theorem Sunflower.sound {k g m : Nat} {f : Nat → Nat} :
    Eq (Sunflower.check k g m f) Bool.true → Sunflower.Free k g m f :=
  Workbench.both (Workbench.allBelow_sound (fun _ => Workbench.lt_of_ble) m)
    (Workbench.both
      (Workbench.allBelow_sound (P := fun j => ∀ i : Nat, Nat.lt i j → Not (Eq (f i) (f j)))
        (fun j => Workbench.allBelow_sound (fun _ => Workbench.ne_of_not_beq) j) m)
      (fun h S d e q => Workbench.noList_sound
        (Q := fun T => Exists (fun K => ∀ x : Nat, Workbench.Mem x T → ∀ y : Nat, Workbench.Mem y T → Nat.lt x y →
          Eq (Nat.land (f x) (f y)) K))
        (fun x chosen b xs => Sunflower.cut x chosen b xs) m k List.nil h S d e
        (Workbench.unpack q (fun K q => Exists.intro K (fun x mx y my =>
          q x (Workbench.mem_of_onto_nil mx) y (Workbench.mem_of_onto_nil my))))))

theorem Sunflower.uniform_sound {w g m : Nat} {f : Nat → Nat} :
    Eq (Workbench.allBelow m (fun i =>
      Nat.beq (Workbench.sumBelow g (fun p => Nat.mod (Nat.shiftRight (f i) p) 2)) w)) Bool.true →
    Sunflower.Uniform w g m f :=
  Workbench.allBelow_sound (fun i => Workbench.eq_of_beq
    (Workbench.sumBelow g (fun p => Nat.mod (Nat.shiftRight (f i) p) 2)) w) m
