/-- `χ i j` colours the pairs `i < j` of 0 … n - 1 with colours numbered from 0, one for each entry of `ks`; no set of
vertices (listed decreasing) with as many elements as the entry for a colour says has only pairs of that colour. -/
def Ramsey.Coloring (ks : List Nat) (n : Nat) (χ : Nat → Nat → Nat) : Prop :=
  And (∀ j : Nat, Nat.lt j n → ∀ i : Nat, Nat.lt i j → Nat.lt (χ i j) (Workbench.length ks))
    (∀ c : Nat, Nat.lt c (Workbench.length ks) → ∀ S : List Nat, Workbench.DecreasingFrom n S →
      Eq (Workbench.length S) (Workbench.nth ks c) →
      Not (∀ x : Nat, Workbench.Mem x S → ∀ y : Nat, Workbench.Mem y S → Nat.lt x y → Eq (χ x y) c))

/-- The colour of `{i, j}` depends on `j - i` modulo `n` alone. -/
def Ramsey.Circulant (n : Nat) (χ : Nat → Nat → Nat) : Prop :=
  And (∀ j : Nat, Nat.lt j n → ∀ i : Nat, Nat.lt i j → Eq (χ i j) (χ 0 (Nat.sub j i)))
    (∀ j : Nat, Nat.lt j n → Nat.le 1 j → Eq (χ 0 j) (χ 0 (Nat.sub n j)))

/-- Whether some pair of `x` with a larger vertex chosen before has not colour `c`. -/
def Ramsey.bad (χ : Nat → Nat → Nat) (c x : Nat) (chosen : List Nat) : Bool :=
  Workbench.any chosen (fun y => and (Nat.ble (Nat.succ x) y) (not (Nat.beq (χ x y) c)))

def Ramsey.check (ks : List Nat) (n : Nat) (χ : Nat → Nat → Nat) : Bool :=
  and (Workbench.allBelow n (fun j => Workbench.allBelow j (fun i =>
      Nat.ble (Nat.succ (χ i j)) (Workbench.length ks))))
    (Workbench.allBelow (Workbench.length ks) (fun c =>
      Workbench.noList (Ramsey.bad χ c) n (Workbench.nth ks c) List.nil))

def Ramsey.checkCirculant (n : Nat) (χ : Nat → Nat → Nat) : Bool :=
  and (Workbench.allBelow n (fun j => Workbench.allBelow j (fun i => Nat.beq (χ i j) (χ 0 (Nat.sub j i)))))
    (Workbench.allBelow n (fun j => or (Nat.ble j 0) (Nat.beq (χ 0 j) (χ 0 (Nat.sub n j)))))

theorem Ramsey.cut {χ : Nat → Nat → Nat} {c : Nat} (x : Nat) (chosen : List Nat)
    (h : Eq (Ramsey.bad χ c x chosen) Bool.true) (xs : List Nat)
    (q : ∀ u : Nat, Workbench.Mem u (Workbench.onto xs (List.cons x chosen)) →
      ∀ v : Nat, Workbench.Mem v (Workbench.onto xs (List.cons x chosen)) → Nat.lt u v → Eq (χ u v) c) : False :=
  Workbench.unpack
    (Workbench.any_sound (P := fun y => And (Nat.lt x y) (Not (Eq (χ x y) c)))
      (fun _ => Workbench.both Workbench.lt_of_ble Workbench.ne_of_not_beq) chosen h)
    (fun y both => both.right.right
      (q x (Workbench.mem_onto x xs (List.cons x chosen) (Or.inl (Eq.refl x)))
        y (Workbench.mem_onto y xs (List.cons x chosen) (Or.inr both.left)) both.right.left))

theorem Ramsey.sound {ks : List Nat} {n : Nat} {χ : Nat → Nat → Nat} :
    Eq (Ramsey.check ks n χ) Bool.true → Ramsey.Coloring ks n χ :=
  Workbench.both
    (Workbench.allBelow_sound
      (P := fun j => ∀ i : Nat, Nat.lt i j → Nat.lt (χ i j) (Workbench.length ks))
      (fun j => Workbench.allBelow_sound (fun _ => Workbench.lt_of_ble) j) n)
    (Workbench.allBelow_sound
      (P := fun c => ∀ S : List Nat, Workbench.DecreasingFrom n S →
        Eq (Workbench.length S) (Workbench.nth ks c) →
        Not (∀ x : Nat, Workbench.Mem x S → ∀ y : Nat, Workbench.Mem y S → Nat.lt x y → Eq (χ x y) c))
      (fun c h S d e q => Workbench.noList_sound
        (Q := fun T => ∀ x : Nat, Workbench.Mem x T → ∀ y : Nat, Workbench.Mem y T → Nat.lt x y → Eq (χ x y) c)
        (fun x chosen b xs => Ramsey.cut x chosen b xs) n (Workbench.nth ks c) List.nil h S d e
        (fun x mx y my => q x (Workbench.mem_of_onto_nil mx) y (Workbench.mem_of_onto_nil my)))
      (Workbench.length ks))

theorem Ramsey.circulant_sound {n : Nat} {χ : Nat → Nat → Nat} :
    Eq (Ramsey.checkCirculant n χ) Bool.true → Ramsey.Circulant n χ :=
  Workbench.both
    (Workbench.allBelow_sound
      (P := fun j => ∀ i : Nat, Nat.lt i j → Eq (χ i j) (χ 0 (Nat.sub j i)))
      (fun j => Workbench.allBelow_sound (fun i => Workbench.eq_of_beq (χ i j) (χ 0 (Nat.sub j i))) j) n)
    (Workbench.allBelow_sound (P := fun j => Nat.le 1 j → Eq (χ 0 j) (χ 0 (Nat.sub n j)))
      (fun j h one => Workbench.cases
        (Workbench.either (Workbench.le_of_ble j 0) (Workbench.eq_of_beq (χ 0 j) (χ 0 (Nat.sub n j))) h)
        (fun zero => Workbench.absurd (Workbench.lt_le_absurd one zero)) (fun e => e)) n)
