/-- How many `x` with 1 ≤ x, x + k ≤ top have `χ x = from'` and `χ (x + k) = to'`. -/
def Overlap.count (top : Nat) (χ : Nat → Nat) (k from' to' : Nat) : Nat :=
  Workbench.sumBelow (Nat.sub top k) (fun x =>
    Bool.rec (motive := fun _ => Nat) 0 1
      (and (Nat.beq (χ (Nat.succ x)) from') (Nat.beq (χ (Nat.add (Nat.succ x) k)) to')))

/-- `χ x = 1` tells the `n` elements of A among 1 … 2n. Every `k ≥ 1` is at most `M` times a difference `a - b`, and at
most `M` times a difference `b - a`, with `a` in A and `b` outside. -/
def Overlap.Split (n M : Nat) (χ : Nat → Nat) : Prop :=
  And (∀ x : Nat, Nat.le 1 x → Nat.le x (Nat.mul 2 n) → Nat.lt (χ x) 2)
    (And (Eq (Workbench.sumBelow (Nat.mul 2 n) (fun x => χ (Nat.succ x))) n)
      (∀ k : Nat, Nat.le 1 k → Nat.le k (Nat.mul 2 n) →
        And (Nat.le (Overlap.count (Nat.mul 2 n) χ k 0 1) M) (Nat.le (Overlap.count (Nat.mul 2 n) χ k 1 0) M)))

def Overlap.checkSplit (n M : Nat) (χ : Nat → Nat) : Bool :=
  and (Workbench.allUpTo (Nat.mul 2 n) (fun x => Nat.ble (Nat.succ (χ x)) 2))
    (and (Nat.beq (Workbench.sumBelow (Nat.mul 2 n) (fun x => χ (Nat.succ x))) n)
      (Workbench.allUpTo (Nat.mul 2 n) (fun k =>
        and (Nat.ble (Overlap.count (Nat.mul 2 n) χ k 0 1) M) (Nat.ble (Overlap.count (Nat.mul 2 n) χ k 1 0) M))))

theorem Overlap.split_sound {n M : Nat} {χ : Nat → Nat} :
    Eq (Overlap.checkSplit n M χ) Bool.true → Overlap.Split n M χ :=
  Workbench.both (Workbench.allUpTo_sound (fun _ => Workbench.lt_of_ble) (Nat.mul 2 n))
    (Workbench.both (Workbench.eq_of_beq (Workbench.sumBelow (Nat.mul 2 n) (fun x => χ (Nat.succ x))) n)
      (Workbench.allUpTo_sound
        (fun k => Workbench.both (Workbench.le_of_ble (Overlap.count (Nat.mul 2 n) χ k 0 1) M)
          (Workbench.le_of_ble (Overlap.count (Nat.mul 2 n) χ k 1 0) M)) (Nat.mul 2 n)))

/-- Σ p(i) (q - p(i + k)) over i + k < m: the overlap of the heights `p / q` at `k` steps, times q². -/
def Overlap.up (m q : Nat) (p : Nat → Nat) (k : Nat) : Nat :=
  Workbench.sumBelow (Nat.sub m k) (fun i => Nat.mul (p i) (Nat.sub q (p (Nat.add i k))))

/-- Σ p(i + k) (q - p(i)): the same at `-k` steps. -/
def Overlap.down (m q : Nat) (p : Nat → Nat) (k : Nat) : Nat :=
  Workbench.sumBelow (Nat.sub m k) (fun i => Nat.mul (p (Nat.add i k)) (Nat.sub q (p i)))

/-- A function with `m` steps of width 2/m on [0, 2] has the heights `p i / q` in [0, 1] and integral 1, and its
overlap at every whole number of steps, of either sign, is at most `top / bottom`. Between whole numbers of steps the
overlap is linear, so that this bounds it everywhere. -/
def Overlap.Steps (m q top bottom : Nat) (p : Nat → Nat) : Prop :=
  And (Nat.le 1 m) (And (Nat.le 1 q)
    (And (∀ i : Nat, Nat.lt i m → Nat.le (p i) q)
      (And (Eq (Nat.mul 2 (Workbench.sumBelow m p)) (Nat.mul m q))
        (∀ k : Nat, Nat.lt k m →
          And (Nat.le (Nat.mul (Nat.mul 2 bottom) (Overlap.up m q p k)) (Nat.mul top (Nat.mul m (Nat.mul q q))))
            (Nat.le (Nat.mul (Nat.mul 2 bottom) (Overlap.down m q p k)) (Nat.mul top (Nat.mul m (Nat.mul q q))))))))

def Overlap.checkSteps (m q top bottom : Nat) (p : Nat → Nat) : Bool :=
  and (Nat.ble 1 m) (and (Nat.ble 1 q)
    (and (Workbench.allBelow m (fun i => Nat.ble (p i) q))
      (and (Nat.beq (Nat.mul 2 (Workbench.sumBelow m p)) (Nat.mul m q))
        (Workbench.allBelow m (fun k =>
          and (Nat.ble (Nat.mul (Nat.mul 2 bottom) (Overlap.up m q p k)) (Nat.mul top (Nat.mul m (Nat.mul q q))))
            (Nat.ble (Nat.mul (Nat.mul 2 bottom) (Overlap.down m q p k)) (Nat.mul top (Nat.mul m (Nat.mul q q)))))))))

theorem Overlap.steps_sound {m q top bottom : Nat} {p : Nat → Nat} :
    Eq (Overlap.checkSteps m q top bottom p) Bool.true → Overlap.Steps m q top bottom p :=
  Workbench.both (Workbench.le_of_ble 1 m) (Workbench.both (Workbench.le_of_ble 1 q)
    (Workbench.both (Workbench.allBelow_sound (fun i => Workbench.le_of_ble (p i) q) m)
      (Workbench.both (Workbench.eq_of_beq (Nat.mul 2 (Workbench.sumBelow m p)) (Nat.mul m q))
        (Workbench.allBelow_sound
          (fun k => Workbench.both
            (Workbench.le_of_ble (Nat.mul (Nat.mul 2 bottom) (Overlap.up m q p k))
              (Nat.mul top (Nat.mul m (Nat.mul q q))))
            (Workbench.le_of_ble (Nat.mul (Nat.mul 2 bottom) (Overlap.down m q p k))
              (Nat.mul top (Nat.mul m (Nat.mul q q))))) m))))
