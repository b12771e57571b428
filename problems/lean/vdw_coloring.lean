/-- `χ` colours 1 … n with colours numbered from 0, one for each entry of `ks`; no progression `a, a + d, …` inside
1 … n with as many terms as the entry for the colour of `a` says has that colour throughout. -/
def Vdw.Coloring (ks : List Nat) (n : Nat) (χ : Nat → Nat) : Prop :=
  And (∀ x : Nat, Nat.le 1 x → Nat.le x n → Nat.lt (χ x) (Workbench.length ks))
    (∀ a : Nat, Nat.le 1 a → Nat.le a n → ∀ d : Nat, Nat.le 1 d → Nat.le d n →
      Not (∀ j : Nat, Nat.lt j (Workbench.nth ks (χ a)) →
        And (Nat.le (Nat.add a (Nat.mul d j)) n) (Eq (χ (Nat.add a (Nat.mul d j))) (χ a))))

def Vdw.check (ks : List Nat) (n : Nat) (χ : Nat → Nat) : Bool :=
  and (Workbench.allUpTo n (fun x => Nat.ble (Nat.succ (χ x)) (Workbench.length ks)))
    (Workbench.allUpTo n (fun a => Workbench.allUpTo n (fun d =>
      Workbench.anyBelow (Workbench.nth ks (χ a)) (fun j =>
        or (Nat.ble (Nat.succ n) (Nat.add a (Nat.mul d j)))
          (not (Nat.beq (χ (Nat.add a (Nat.mul d j))) (χ a)))))))

theorem Vdw.sound {ks : List Nat} {n : Nat} {χ : Nat → Nat} :
    Eq (Vdw.check ks n χ) Bool.true → Vdw.Coloring ks n χ :=
  Workbench.both (Workbench.allUpTo_sound (fun _ => Workbench.lt_of_ble) n)
    (Workbench.allUpTo_sound
      (P := fun a => ∀ d : Nat, Nat.le 1 d → Nat.le d n → Not (∀ j : Nat, Nat.lt j (Workbench.nth ks (χ a)) →
        And (Nat.le (Nat.add a (Nat.mul d j)) n) (Eq (χ (Nat.add a (Nat.mul d j))) (χ a))))
      (fun a => Workbench.allUpTo_sound
        (P := fun d => Not (∀ j : Nat, Nat.lt j (Workbench.nth ks (χ a)) →
          And (Nat.le (Nat.add a (Nat.mul d j)) n) (Eq (χ (Nat.add a (Nat.mul d j))) (χ a))))
        (fun d h whole => Workbench.unpack
          (Workbench.anyBelow_sound
            (P := fun j => Or (Nat.lt n (Nat.add a (Nat.mul d j))) (Not (Eq (χ (Nat.add a (Nat.mul d j))) (χ a))))
            (fun _ => Workbench.either Workbench.lt_of_ble Workbench.ne_of_not_beq) (Workbench.nth ks (χ a)) h)
          (fun j both => Workbench.cases both.right
            (fun out => Workbench.lt_le_absurd out (whole j both.left).left)
            (fun other => other (whole j both.left).right))) n) n)

/-! That there is no colouring: all words of colours are gone through, letter by letter. -/

/-- Whether colour `c` for the number after those coloured `before` completes a progression: with `i` numbers before it
and `k` terms asked for, the numbers at places `a, a + d, …, i`, where `a = i - d (k - 1)`. -/
def Vdw.conflict (ks : List Nat) (c : Nat) (before : List Nat) (i : Nat) : Bool :=
  and (Nat.ble 2 (Workbench.nth ks c)) (Workbench.anyBelow i (fun e =>
    and (Nat.beq (Nat.add (Nat.sub i (Nat.mul (Nat.succ e) (Nat.pred (Workbench.nth ks c))))
        (Nat.mul (Nat.succ e) (Nat.pred (Workbench.nth ks c)))) i)
      (Workbench.allBelow (Nat.pred (Workbench.nth ks c)) (fun j =>
        and (Nat.ble (Nat.succ (Nat.add (Nat.sub i (Nat.mul (Nat.succ e) (Nat.pred (Workbench.nth ks c))))
            (Nat.mul (Nat.succ e) j))) i)
          (Nat.beq (Workbench.look (Nat.add (Nat.sub i (Nat.mul (Nat.succ e) (Nat.pred (Workbench.nth ks c))))
            (Nat.mul (Nat.succ e) j)) before) c)))))

/-- A progression of places that ends at `i`, all of its colour, contradicts a good colouring. -/
theorem Vdw.clash {ks : List Nat} {n i a e : Nat} {χ : Nat → Nat} (good : Vdw.Coloring ks n χ) (inside : Nat.lt i n)
    (less : Nat.lt e i) (two : Nat.le 2 (Workbench.nth ks (χ (Nat.succ i))))
    (last : Eq (Nat.add a (Nat.mul (Nat.succ e) (Nat.pred (Workbench.nth ks (χ (Nat.succ i)))))) i)
    (terms : ∀ j : Nat, Nat.lt j (Nat.pred (Workbench.nth ks (χ (Nat.succ i)))) →
      And (Nat.lt (Nat.add a (Nat.mul (Nat.succ e) j)) i)
        (Eq (χ (Nat.succ (Nat.add a (Nat.mul (Nat.succ e) j)))) (χ (Nat.succ i)))) : False :=
  Workbench.split (terms Nat.zero (Workbench.le_of_succ_le_succ
      (Workbench.subst (fun z => Nat.le 2 z)
        (Workbench.succ_pred (Workbench.le_trans (@Nat.le.step 1 1 (@Nat.le.refl 1)) two)) two)))
    (fun first same => good.right (Nat.succ a) (Workbench.one_le_succ a)
      (Workbench.le_trans first (Workbench.le_trans (Nat.le.step (@Nat.le.refl i)) inside))
      (Nat.succ e) (Workbench.one_le_succ e)
      (Workbench.le_trans less (Workbench.le_trans (Nat.le.step (@Nat.le.refl i)) inside))
      (fun j below => Workbench.cases
        (Workbench.lt_succ_cases (Workbench.subst (fun z => Nat.lt j z)
          (Workbench.trans (Workbench.congr (Workbench.nth ks) same)
            (Workbench.succ_pred (Workbench.le_trans (@Nat.le.step 1 1 (@Nat.le.refl 1)) two))) below))
        (fun end_ => Workbench.subst
          (fun z => And (Nat.le z n) (Eq (χ z) (χ (Nat.succ a))))
          (Workbench.symm (Workbench.trans
            (Workbench.congr (fun z => Nat.add (Nat.succ a) (Nat.mul (Nat.succ e) z)) end_)
            (Workbench.trans
              (Workbench.succ_add a (Nat.mul (Nat.succ e) (Nat.pred (Workbench.nth ks (χ (Nat.succ i))))))
              (@Workbench.congr Nat Nat Nat.succ
                (Nat.add a (Nat.mul (Nat.succ e) (Nat.pred (Workbench.nth ks (χ (Nat.succ i)))))) i last))))
          (And.intro inside (Workbench.symm same)))
        (fun inner => Workbench.subst
          (fun z => And (Nat.le z n) (Eq (χ z) (χ (Nat.succ a))))
          (Workbench.symm (Workbench.succ_add a (Nat.mul (Nat.succ e) j)))
          (And.intro
            (Workbench.le_trans (terms j inner).left (Workbench.le_trans (Nat.le.step (@Nat.le.refl i)) inside))
            (Workbench.trans (terms j inner).right (Workbench.symm same))))))

theorem Vdw.conflict_sound {ks : List Nat} {n i : Nat} {χ : Nat → Nat} (good : Vdw.Coloring ks n χ)
    (inside : Nat.lt i n)
    (h : Eq (Vdw.conflict ks (χ (Nat.succ i)) (Workbench.trace (fun x => χ (Nat.succ x)) i) i) Bool.true) : False :=
  Workbench.split
    (Workbench.both (Workbench.le_of_ble 2 (Workbench.nth ks (χ (Nat.succ i))))
      (Workbench.anyBelow_sound
        (P := fun e => And
          (Eq (Nat.add (Nat.sub i (Nat.mul (Nat.succ e) (Nat.pred (Workbench.nth ks (χ (Nat.succ i))))))
            (Nat.mul (Nat.succ e) (Nat.pred (Workbench.nth ks (χ (Nat.succ i)))))) i)
          (∀ j : Nat, Nat.lt j (Nat.pred (Workbench.nth ks (χ (Nat.succ i)))) →
            And (Nat.lt (Nat.add (Nat.sub i (Nat.mul (Nat.succ e) (Nat.pred (Workbench.nth ks (χ (Nat.succ i))))))
                (Nat.mul (Nat.succ e) j)) i)
              (Eq (Workbench.look (Nat.add
                  (Nat.sub i (Nat.mul (Nat.succ e) (Nat.pred (Workbench.nth ks (χ (Nat.succ i))))))
                  (Nat.mul (Nat.succ e) j)) (Workbench.trace (fun x => χ (Nat.succ x)) i)) (χ (Nat.succ i)))))
        (fun e => Workbench.both
          (Workbench.eq_of_beq (Nat.add
            (Nat.sub i (Nat.mul (Nat.succ e) (Nat.pred (Workbench.nth ks (χ (Nat.succ i))))))
            (Nat.mul (Nat.succ e) (Nat.pred (Workbench.nth ks (χ (Nat.succ i)))))) i)
          (Workbench.allBelow_sound
            (fun j => Workbench.both Workbench.lt_of_ble
              (Workbench.eq_of_beq (Workbench.look (Nat.add
                (Nat.sub i (Nat.mul (Nat.succ e) (Nat.pred (Workbench.nth ks (χ (Nat.succ i))))))
                (Nat.mul (Nat.succ e) j)) (Workbench.trace (fun x => χ (Nat.succ x)) i)) (χ (Nat.succ i))))
            (Nat.pred (Workbench.nth ks (χ (Nat.succ i)))))) i) h)
    (fun two some => Workbench.unpack some (fun _ found => Vdw.clash good inside found.left two found.right.left
      (fun j below => Workbench.split (found.right.right j below) (fun l q => And.intro l
        (Workbench.trans (Workbench.symm (Workbench.look_trace (fun x => χ (Nat.succ x)) _ i l)) q)))))

def Vdw.checkNone (ks : List Nat) (n : Nat) : Bool :=
  Workbench.everyWord (fun c before => Vdw.conflict ks c before (Workbench.length before)) (Workbench.length ks) n
    List.nil

theorem Vdw.none_sound {ks : List Nat} {n : Nat} (h : Eq (Vdw.checkNone ks n) Bool.true) :
    Not (Exists (fun χ => Vdw.Coloring ks n χ)) :=
  fun some => Workbench.unpack some (fun χ good => Workbench.everyWord_sound (total := n)
    (conflict := fun c before => Vdw.conflict ks c before (Workbench.length before))
    (f := fun x => χ (Nat.succ x))
    (fun i inside clash => Vdw.conflict_sound good inside
      (Workbench.subst
        (fun z => Eq (Vdw.conflict ks (χ (Nat.succ i)) (Workbench.trace (fun x => χ (Nat.succ x)) i) z) Bool.true)
        (Workbench.length_trace (fun x => χ (Nat.succ x)) i) clash))
    (fun i inside => good.left (Nat.succ i) (Workbench.one_le_succ i) inside)
    n Nat.zero (Workbench.le_of_eq (Workbench.zero_add n)) h)
