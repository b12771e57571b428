/-- How many of s(d), s(2d), …, s(md) are -1; `s x = 1` stands for the sign -1 and `s x = 0` for +1. -/
def Discrepancy.minus (s : Nat → Nat) (d m : Nat) : Nat :=
  Workbench.sumBelow m (fun j => s (Nat.mul d (Nat.succ j)))

/-- All sums s(d) + s(2d) + … + s(md) with `d m ≤ n` lie between -C and C. With `q` minus signs among `m` the sum is
`m - 2 q`, so this says `m ≤ 2 q + C` and `2 q ≤ m + C`. -/
def Discrepancy.Sequence (C n : Nat) (s : Nat → Nat) : Prop :=
  And (∀ x : Nat, Nat.le 1 x → Nat.le x n → Nat.lt (s x) 2)
    (∀ d m : Nat, Nat.le 1 d → Nat.le 1 m → Nat.le (Nat.mul d m) n →
      And (Nat.le m (Nat.add (Nat.mul 2 (Discrepancy.minus s d m)) C))
        (Nat.le (Nat.mul 2 (Discrepancy.minus s d m)) (Nat.add m C)))

/-- s(ab) = s(a) s(b) whenever `a b ≤ n`; signs multiply as their numbers add modulo 2. -/
def Discrepancy.Multiplicative (n : Nat) (s : Nat → Nat) : Prop :=
  ∀ a b : Nat, Nat.le 1 a → Nat.le 1 b → Nat.le (Nat.mul a b) n →
    Eq (s (Nat.mul a b)) (Nat.mod (Nat.add (s a) (s b)) 2)

def Discrepancy.check (C n : Nat) (s : Nat → Nat) : Bool :=
  and (Workbench.allUpTo n (fun x => Nat.ble (Nat.succ (s x)) 2))
    (Workbench.allProducts n (fun d m =>
      and (Nat.ble m (Nat.add (Nat.mul 2 (Discrepancy.minus s d m)) C))
        (Nat.ble (Nat.mul 2 (Discrepancy.minus s d m)) (Nat.add m C))))

def Discrepancy.checkMultiplicative (n : Nat) (s : Nat → Nat) : Bool :=
  Workbench.allProducts n (fun a b => Nat.beq (s (Nat.mul a b)) (Nat.mod (Nat.add (s a) (s b)) 2))

theorem Discrepancy.sound {C n : Nat} {s : Nat → Nat} :
    Eq (Discrepancy.check C n s) Bool.true → Discrepancy.Sequence C n s :=
  Workbench.both (Workbench.allUpTo_sound (fun _ => Workbench.lt_of_ble) n)
    (Workbench.allProducts_sound
      (fun d m => Workbench.both
        (Workbench.le_of_ble m (Nat.add (Nat.mul 2 (Discrepancy.minus s d m)) C))
        (Workbench.le_of_ble (Nat.mul 2 (Discrepancy.minus s d m)) (Nat.add m C))) n)

theorem Discrepancy.multiplicative_sound {n : Nat} {s : Nat → Nat} :
    Eq (Discrepancy.checkMultiplicative n s) Bool.true → Discrepancy.Multiplicative n s :=
  Workbench.allProducts_sound
    (fun a b => Workbench.eq_of_beq (s (Nat.mul a b)) (Nat.mod (Nat.add (s a) (s b)) 2)) n

/-! That there is no sequence: all words of signs are gone through, letter by letter. -/

/-- The sign at place `x ≥ 1` of the word whose last letter comes first. -/
def Discrepancy.sign (word : List Nat) (x : Nat) : Nat := Workbench.look (Nat.pred x) word

/-- Whether sign `c` at place `i + 1`, after the signs `before` of the places 1 … i, makes some sum that ends there
leave the bound: with `d = e + 1` and `m = (i + 1) / d`, for the `d` with `d m = i + 1`. -/
def Discrepancy.conflict (C c : Nat) (before : List Nat) (i : Nat) : Bool :=
  Workbench.anyBelow (Nat.succ i) (fun e =>
    and (Nat.ble 1 (Nat.div (Nat.succ i) (Nat.succ e)))
      (and (Nat.beq (Nat.mul (Nat.succ e) (Nat.div (Nat.succ i) (Nat.succ e))) (Nat.succ i))
        (or
          (Nat.ble (Nat.succ (Nat.add (Nat.mul 2 (Discrepancy.minus (Discrepancy.sign (List.cons c before)) (Nat.succ e)
            (Nat.div (Nat.succ i) (Nat.succ e)))) C)) (Nat.div (Nat.succ i) (Nat.succ e)))
          (Nat.ble (Nat.succ (Nat.add (Nat.div (Nat.succ i) (Nat.succ e)) C))
            (Nat.mul 2 (Discrepancy.minus (Discrepancy.sign (List.cons c before)) (Nat.succ e)
              (Nat.div (Nat.succ i) (Nat.succ e))))))))

/-- Sums agree when all terms do. -/
theorem Discrepancy.sum_congr {f g : Nat → Nat} (m : Nat) :
    (∀ j : Nat, Nat.lt j m → Eq (f j) (g j)) → Eq (Workbench.sumBelow m f) (Workbench.sumBelow m g) :=
  Nat.rec
    (motive := fun m => (∀ j : Nat, Nat.lt j m → Eq (f j) (g j)) → Eq (Workbench.sumBelow m f) (Workbench.sumBelow m g))
    (fun _ => Eq.refl Nat.zero)
    (fun m ih same => Workbench.trans
      (Workbench.congr (fun z => Nat.add z (Workbench.sumBelow m f)) (same m (@Nat.le.refl (Nat.succ m))))
      (Workbench.congr (fun z => Nat.add (g m) z) (ih (fun j l => same j (Nat.le.step l))))) m

/-- Places up to `i + 1` of the word of `s` have the signs of `s`. -/
theorem Discrepancy.sign_trace (s : Nat → Nat) {i x : Nat} (one : Nat.le 1 x) (top : Nat.le x (Nat.succ i)) :
    Eq (Discrepancy.sign (Workbench.trace (fun y => s (Nat.succ y)) (Nat.succ i)) x) (s x) :=
  Workbench.trans
    (Workbench.look_trace (fun y => s (Nat.succ y)) (Nat.pred x) (Nat.succ i)
      (Workbench.subst (fun z => Nat.le z (Nat.succ i)) (Workbench.succ_pred one) top))
    (Workbench.congr s (Workbench.symm (Workbench.succ_pred one)))

theorem Discrepancy.minus_trace (s : Nat → Nat) {i d m : Nat} (positive : Nat.le 1 d)
    (e : Eq (Nat.mul d m) (Nat.succ i)) :
    Eq (Discrepancy.minus (Discrepancy.sign (Workbench.trace (fun y => s (Nat.succ y)) (Nat.succ i))) d m)
      (Discrepancy.minus s d m) :=
  Discrepancy.sum_congr m (fun j below => Discrepancy.sign_trace s
    (Workbench.le_trans positive (Workbench.le_trans (Workbench.le_of_eq (Workbench.symm (Workbench.mul_one d)))
      (Workbench.mul_le_mul_left d (Workbench.one_le_succ j))))
    (Workbench.le_trans (Workbench.mul_le_mul_left d below) (Workbench.le_of_eq e)))

theorem Discrepancy.conflict_sound {C n i : Nat} {s : Nat → Nat} (good : Discrepancy.Sequence C n s)
    (inside : Nat.lt i n)
    (h : Eq (Discrepancy.conflict C (s (Nat.succ i)) (Workbench.trace (fun y => s (Nat.succ y)) i) i) Bool.true) :
    False :=
  Workbench.unpack
    (Workbench.anyBelow_sound
      (P := fun e => And (Nat.le 1 (Nat.div (Nat.succ i) (Nat.succ e)))
        (And (Eq (Nat.mul (Nat.succ e) (Nat.div (Nat.succ i) (Nat.succ e))) (Nat.succ i))
          (Or
            (Nat.lt (Nat.add (Nat.mul 2 (Discrepancy.minus
                (Discrepancy.sign (Workbench.trace (fun y => s (Nat.succ y)) (Nat.succ i))) (Nat.succ e)
                (Nat.div (Nat.succ i) (Nat.succ e)))) C) (Nat.div (Nat.succ i) (Nat.succ e)))
            (Nat.lt (Nat.add (Nat.div (Nat.succ i) (Nat.succ e)) C)
              (Nat.mul 2 (Discrepancy.minus
                (Discrepancy.sign (Workbench.trace (fun y => s (Nat.succ y)) (Nat.succ i))) (Nat.succ e)
                (Nat.div (Nat.succ i) (Nat.succ e))))))))
      (fun e => Workbench.both (Workbench.le_of_ble 1 (Nat.div (Nat.succ i) (Nat.succ e)))
        (Workbench.both
          (Workbench.eq_of_beq (Nat.mul (Nat.succ e) (Nat.div (Nat.succ i) (Nat.succ e))) (Nat.succ i))
          (Workbench.either Workbench.lt_of_ble Workbench.lt_of_ble))) (Nat.succ i) h)
    (fun e found => Workbench.split
      (And.intro
        (Discrepancy.minus_trace s (Workbench.one_le_succ e) found.right.right.left)
        (good.right (Nat.succ e) (Nat.div (Nat.succ i) (Nat.succ e)) (Workbench.one_le_succ e) found.right.left
          (Workbench.le_trans (Workbench.le_of_eq found.right.right.left) inside)))
      (fun same bounds => Workbench.cases found.right.right.right
        (fun high => Workbench.lt_le_absurd
          (Workbench.subst (fun z => Nat.lt (Nat.add (Nat.mul 2 z) C) (Nat.div (Nat.succ i) (Nat.succ e))) same high)
          bounds.left)
        (fun low => Workbench.lt_le_absurd
          (Workbench.subst (fun z => Nat.lt (Nat.add (Nat.div (Nat.succ i) (Nat.succ e)) C) (Nat.mul 2 z)) same low)
          bounds.right)))

def Discrepancy.checkNone (C n : Nat) : Bool :=
  Workbench.everyWord (fun c before => Discrepancy.conflict C c before (Workbench.length before)) 2 n List.nil

theorem Discrepancy.none_sound {C n : Nat} (h : Eq (Discrepancy.checkNone C n) Bool.true) :
    Not (Exists (fun s => Discrepancy.Sequence C n s)) :=
  fun some => Workbench.unpack some (fun s good => Workbench.everyWord_sound (total := n)
    (conflict := fun c before => Discrepancy.conflict C c before (Workbench.length before))
    (f := fun y => s (Nat.succ y))
    (fun i inside clash => Discrepancy.conflict_sound good inside
      (Workbench.subst
        (fun z => Eq (Discrepancy.conflict C (s (Nat.succ i)) (Workbench.trace (fun y => s (Nat.succ y)) i) z) Bool.true)
        (Workbench.length_trace (fun y => s (Nat.succ y)) i) clash))
    (fun i inside => good.left (Nat.succ i) (Workbench.one_le_succ i) inside)
    n Nat.zero (Workbench.le_of_eq (Workbench.zero_add n)) h)
