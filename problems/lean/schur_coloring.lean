/-- `χ` colours 1 … n with colours 0 … k - 1 so that `a`, `b` and `a + b` never share a colour; when `weak` is true
this is asked for `a ≠ b` only. -/
def Schur.Coloring (weak : Bool) (k n : Nat) (χ : Nat → Nat) : Prop :=
  And (∀ x : Nat, Nat.le 1 x → Nat.le x n → Nat.lt (χ x) k)
    (∀ a : Nat, Nat.le 1 a → ∀ b : Nat, Nat.le 1 b → Nat.le (Nat.add a b) n → (Eq weak Bool.true → Not (Eq a b)) →
      Not (And (Eq (χ a) (χ b)) (Eq (χ b) (χ (Nat.add a b)))))

def Schur.check (weak : Bool) (k n : Nat) (χ : Nat → Nat) : Bool :=
  and (Workbench.allUpTo n (fun x => Nat.ble (Nat.succ (χ x)) k))
    (Workbench.allUpTo n (fun a => Workbench.allUpTo n (fun b =>
      or (Nat.ble (Nat.succ n) (Nat.add a b))
        (or (and weak (Nat.beq a b))
          (or (not (Nat.beq (χ a) (χ b))) (not (Nat.beq (χ b) (χ (Nat.add a b)))))))))

theorem Schur.sound {weak : Bool} {k n : Nat} {χ : Nat → Nat} :
    Eq (Schur.check weak k n χ) Bool.true → Schur.Coloring weak k n χ :=
  Workbench.both (Workbench.allUpTo_sound (fun _ => Workbench.lt_of_ble) n)
    (fun h a one b one' inside apart same =>
      Workbench.cases
        (Workbench.allUpTo_sound
          (P := fun a => ∀ b : Nat, Nat.le 1 b → Nat.le b n → Or (Nat.lt n (Nat.add a b))
            (Or (And (Eq weak Bool.true) (Eq a b))
              (Or (Not (Eq (χ a) (χ b))) (Not (Eq (χ b) (χ (Nat.add a b)))))))
          (fun a => Workbench.allUpTo_sound
            (P := fun b => Or (Nat.lt n (Nat.add a b)) (Or (And (Eq weak Bool.true) (Eq a b))
              (Or (Not (Eq (χ a) (χ b))) (Not (Eq (χ b) (χ (Nat.add a b)))))))
            (fun b => Workbench.either Workbench.lt_of_ble
              (Workbench.either (Workbench.both (fun h => h) (Workbench.eq_of_beq a b))
                (Workbench.either Workbench.ne_of_not_beq Workbench.ne_of_not_beq))) n) n h a one
          (Workbench.le_trans (Workbench.le_add a b) inside) b one'
          (Workbench.le_trans (Workbench.le_add_left a b) inside))
        (fun out => Workbench.lt_le_absurd out inside)
        (fun rest => Workbench.cases rest
          (fun equal => apart equal.left equal.right)
          (fun differ => Workbench.cases differ (fun f => f same.left) (fun f => f same.right))))

/-! That there is no colouring: all words of colours are gone through, letter by letter. -/

/-- Whether colour `c` for the number after those coloured `before` makes a sum: with `i` numbers before it, `a + 1` and
`b + 1` of colour `c` have the sum `i + 1` where `b = i - (a + 1)`. -/
def Schur.conflict (weak : Bool) (c : Nat) (before : List Nat) (i : Nat) : Bool :=
  Workbench.anyBelow i (fun a =>
    and (Nat.beq (Workbench.look a before) c)
      (and (Nat.beq (Workbench.look (Nat.sub i (Nat.succ a)) before) c)
        (and (Nat.ble (Nat.succ (Nat.sub i (Nat.succ a))) i)
          (and (Nat.beq (Nat.succ (Nat.add a (Nat.sub i (Nat.succ a)))) i)
            (or (not weak) (not (Nat.beq a (Nat.sub i (Nat.succ a)))))))))

theorem Schur.sum_of {a b i : Nat} (e : Eq (Nat.succ (Nat.add a b)) i) :
    Eq (Nat.add (Nat.succ a) (Nat.succ b)) (Nat.succ i) :=
  Workbench.trans
    (@Workbench.congr Nat Nat Nat.succ (Nat.add (Nat.succ a) b) (Nat.succ (Nat.add a b)) (Workbench.succ_add a b))
    (@Workbench.congr Nat Nat Nat.succ (Nat.succ (Nat.add a b)) i e)

theorem Schur.clash {weak : Bool} {k n a b i : Nat} {χ : Nat → Nat} (good : Schur.Coloring weak k n χ)
    (inside : Nat.lt i n) (e : Eq (Nat.succ (Nat.add a b)) i) (ca : Eq (χ (Nat.succ a)) (χ (Nat.succ i)))
    (cb : Eq (χ (Nat.succ b)) (χ (Nat.succ i))) (apart : Or (Eq (not weak) Bool.true) (Not (Eq a b))) : False :=
  good.right (Nat.succ a) (Workbench.one_le_succ a) (Nat.succ b) (Workbench.one_le_succ b)
    (Workbench.le_trans (Workbench.le_of_eq (Schur.sum_of e)) inside)
    (fun yes same => Workbench.cases apart
      (fun no => Workbench.not_not_both weak no yes) (fun no => no (Workbench.succ_inj same)))
    (And.intro (Workbench.trans ca (Workbench.symm cb))
      (Workbench.trans cb (Workbench.congr χ (Workbench.symm (Schur.sum_of e)))))

theorem Schur.conflict_sound {weak : Bool} {k n i : Nat} {χ : Nat → Nat} (good : Schur.Coloring weak k n χ)
    (inside : Nat.lt i n)
    (h : Eq (Schur.conflict weak (χ (Nat.succ i)) (Workbench.trace (fun x => χ (Nat.succ x)) i) i) Bool.true) : False :=
  Workbench.unpack
    (Workbench.anyBelow_sound
      (P := fun a => And (Eq (Workbench.look a (Workbench.trace (fun x => χ (Nat.succ x)) i)) (χ (Nat.succ i)))
        (And (Eq (Workbench.look (Nat.sub i (Nat.succ a)) (Workbench.trace (fun x => χ (Nat.succ x)) i))
            (χ (Nat.succ i)))
          (And (Nat.lt (Nat.sub i (Nat.succ a)) i)
            (And (Eq (Nat.succ (Nat.add a (Nat.sub i (Nat.succ a)))) i)
              (Or (Eq (not weak) Bool.true) (Not (Eq a (Nat.sub i (Nat.succ a)))))))))
      (fun a => Workbench.both
        (Workbench.eq_of_beq (Workbench.look a (Workbench.trace (fun x => χ (Nat.succ x)) i)) (χ (Nat.succ i)))
        (Workbench.both
          (Workbench.eq_of_beq
            (Workbench.look (Nat.sub i (Nat.succ a)) (Workbench.trace (fun x => χ (Nat.succ x)) i)) (χ (Nat.succ i)))
          (Workbench.both Workbench.lt_of_ble
            (Workbench.both (Workbench.eq_of_beq (Nat.succ (Nat.add a (Nat.sub i (Nat.succ a)))) i)
              (Workbench.either (a := not weak) (b := not (Nat.beq a (Nat.sub i (Nat.succ a))))
                (fun h => h) Workbench.ne_of_not_beq))))) i h)
    (fun a found => Schur.clash good inside found.right.right.right.right.left
      (Workbench.trans (Workbench.symm (Workbench.look_trace (fun x => χ (Nat.succ x)) a i found.left))
        found.right.left)
      (Workbench.trans
        (Workbench.symm (Workbench.look_trace (fun x => χ (Nat.succ x)) (Nat.sub i (Nat.succ a)) i
          found.right.right.right.left)) found.right.right.left)
      found.right.right.right.right.right)

def Schur.checkNone (weak : Bool) (k n : Nat) : Bool :=
  Workbench.everyWord (fun c before => Schur.conflict weak c before (Workbench.length before)) k n List.nil

theorem Schur.none_sound {weak : Bool} {k n : Nat} (h : Eq (Schur.checkNone weak k n) Bool.true) :
    Not (Exists (fun χ => Schur.Coloring weak k n χ)) :=
  fun some => Workbench.unpack some (fun χ good => Workbench.everyWord_sound (total := n)
    (conflict := fun c before => Schur.conflict weak c before (Workbench.length before))
    (f := fun x => χ (Nat.succ x))
    (fun i inside clash => Schur.conflict_sound good inside
      (Workbench.subst
        (fun z => Eq (Schur.conflict weak (χ (Nat.succ i)) (Workbench.trace (fun x => χ (Nat.succ x)) i) z) Bool.true)
        (Workbench.length_trace (fun x => χ (Nat.succ x)) i) clash))
    (fun i inside => good.left (Nat.succ i) (Workbench.one_le_succ i) inside)
    n Nat.zero (Workbench.le_of_eq (Workbench.zero_add n)) h)
