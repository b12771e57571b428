/-- The sum of the entries that the bits of `s` choose; bit 0 speaks of the first entry. -/
def SubsetSums.chosen (A : List Nat) (s : Nat) : Nat :=
  List.rec (motive := fun _ => Nat → Nat) (fun _ => 0)
    (fun x _ ih s => Nat.add (Nat.mul (Nat.mod s 2) x) (ih (Nat.div s 2))) A s

/-- `A` is a set of `n` numbers in 1 … N; different subsets (numbers below 2ⁿ, by their bits) have different sums. -/
def SubsetSums.Distinct (n N : Nat) (A : List Nat) : Prop :=
  And (Eq (Workbench.length A) n)
    (And (Workbench.IncreasingFrom 0 A)
      (And (∀ a : Nat, Workbench.Mem a A → Nat.le a N)
        (∀ s : Nat, Nat.lt s (Nat.pow 2 n) → ∀ t : Nat, Nat.lt t (Nat.pow 2 n) →
          Eq (SubsetSums.chosen A s) (SubsetSums.chosen A t) → Eq s t)))

/-- `which` maps each subset sum back to the subset, which shows that no other subset has that sum. -/
def SubsetSums.check (which : Nat → Nat) (n N : Nat) (A : List Nat) : Bool :=
  and (Nat.beq (Workbench.length A) n)
    (and (Workbench.increasingFrom 0 A)
      (and (Workbench.all A (fun a => Nat.ble a N))
        (Workbench.allBelow (Nat.pow 2 n) (fun s => Nat.beq (which (SubsetSums.chosen A s)) s))))

theorem SubsetSums.sound {which : Nat → Nat} {n N : Nat} {A : List Nat} :
    Eq (SubsetSums.check which n N A) Bool.true → SubsetSums.Distinct n N A :=
  Workbench.both (Workbench.eq_of_beq (Workbench.length A) n)
    (Workbench.both (Workbench.increasing_sound A 0)
      (Workbench.both (Workbench.all_sound (fun a => Workbench.le_of_ble a N) A)
        (fun h s ls t lt e =>
          Workbench.split
            (And.intro
              (Workbench.allBelow_sound (fun s => Workbench.eq_of_beq (which (SubsetSums.chosen A s)) s)
                (Nat.pow 2 n) h s ls)
              (Workbench.allBelow_sound (fun s => Workbench.eq_of_beq (which (SubsetSums.chosen A s)) s)
                (Nat.pow 2 n) h t lt))
            (fun p q => Workbench.trans (Workbench.symm p) (Workbench.trans (Workbench.congr which e) q)))))
