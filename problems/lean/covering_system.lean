/-- One class for each modulus in `ns`: the numbers `a n + n q`. The moduli are distinct and at least 2, residues are
below their moduli, and every natural number is in a class (hence every integer, the classes being periodic). -/
def Covering.System (ns : List Nat) (a : Nat → Nat) : Prop :=
  And (Workbench.IncreasingFrom 1 ns)
    (And (∀ n : Nat, Workbench.Mem n ns → Nat.lt (a n) n)
      (∀ x : Nat, Exists (fun n => And (Workbench.Mem n ns) (Exists (fun q => Eq x (Nat.add (a n) (Nat.mul n q)))))))

def Covering.ModuliAtLeast (m : Nat) (ns : List Nat) : Prop := ∀ n : Nat, Workbench.Mem n ns → Nat.le m n

def Covering.ModuliAtMost (m : Nat) (ns : List Nat) : Prop := ∀ n : Nat, Workbench.Mem n ns → Nat.le n m

def Covering.ModuliDivide (L : Nat) (ns : List Nat) : Prop := ∀ n : Nat, Workbench.Mem n ns → Workbench.Divides n L

def Covering.ModuliOdd (ns : List Nat) : Prop := ∀ n : Nat, Workbench.Mem n ns → Not (Workbench.Divides 2 n)

/-- No square above 1 divides a modulus. -/
def Covering.ModuliSquarefree (ns : List Nat) : Prop :=
  ∀ n : Nat, Workbench.Mem n ns → ∀ p : Nat, Nat.le 2 p → Nat.le p n → Not (Workbench.Divides (Nat.mul p p) n)

def Covering.ModuliPrimeMinusOne (ns : List Nat) : Prop :=
  ∀ n : Nat, Workbench.Mem n ns → Workbench.Prime (Nat.succ n)

/-- Each class holds a number that is in no other class. -/
def Covering.Minimal (ns : List Nat) (a : Nat → Nat) : Prop :=
  ∀ n : Nat, Workbench.Mem n ns → Exists (fun x => ∀ k : Nat, Workbench.Mem k ns → Not (Eq k n) →
    ∀ q : Nat, Not (Eq x (Nat.add (a k) (Nat.mul k q))))

/-- `L` is a period: every modulus divides it, and the numbers below it are covered. -/
def Covering.check (L : Nat) (ns : List Nat) (a : Nat → Nat) : Bool :=
  and (Workbench.increasingFrom 1 ns)
    (and (Workbench.all ns (fun n => Nat.ble (Nat.succ (a n)) n))
      (and (Nat.ble 1 L)
        (and (Workbench.all ns (fun n => Workbench.divides n L))
          (Workbench.allBelow L (fun y => Workbench.any ns (fun n =>
            Nat.beq y (Nat.add (a n) (Nat.mul n (Nat.div (Nat.sub y (a n)) n)))))))))

theorem Covering.shift {x y L n r q c t : Nat} (ex : Eq x (Nat.add y (Nat.mul L t)))
    (ey : Eq y (Nat.add r (Nat.mul n q))) (eL : Eq L (Nat.mul n c)) :
    Eq x (Nat.add r (Nat.mul n (Nat.add q (Nat.mul c t)))) :=
  Workbench.trans ex
    (Workbench.trans (Workbench.congr (fun z => Nat.add z (Nat.mul L t)) ey)
      (Workbench.trans (Workbench.congr (fun z => Nat.add (Nat.add r (Nat.mul n q)) (Nat.mul z t)) eL)
        (Workbench.trans (Workbench.add_assoc r (Nat.mul n q) (Nat.mul (Nat.mul n c) t))
          (Workbench.congr (fun z => Nat.add r z)
            (Workbench.trans (Workbench.congr (fun z => Nat.add (Nat.mul n q) z) (Workbench.mul_assoc n c t))
              (Workbench.symm (Workbench.mul_add n q (Nat.mul c t))))))))

theorem Covering.sound {L : Nat} {ns : List Nat} {a : Nat → Nat} :
    Eq (Covering.check L ns a) Bool.true → Covering.System ns a :=
  Workbench.both (Workbench.increasing_sound ns 1)
    (Workbench.both (Workbench.all_sound (fun _ => Workbench.lt_of_ble) ns)
      (fun h x => Workbench.split
        (Workbench.both (Workbench.le_of_ble 1 L)
          (Workbench.both (Workbench.all_sound (fun _ => Workbench.divides_sound) ns)
            (Workbench.allBelow_sound
              (P := fun y => Exists (fun n => And (Workbench.Mem n ns)
                (Eq y (Nat.add (a n) (Nat.mul n (Nat.div (Nat.sub y (a n)) n))))))
              (fun y => Workbench.any_sound (fun n => Workbench.eq_of_beq y
                (Nat.add (a n) (Nat.mul n (Nat.div (Nat.sub y (a n)) n)))) ns) L)) h)
        (fun positive rest => Workbench.unpack (Workbench.divide positive x) (fun y more =>
          Workbench.unpack more (fun t both => Workbench.unpack (rest.right y both.left) (fun n found =>
            Workbench.unpack (rest.left n found.left) (fun c eL =>
              Exists.intro n (And.intro found.left
                (Exists.intro (Nat.add (Nat.div (Nat.sub y (a n)) n) (Nat.mul c t))
                  (Covering.shift both.right found.right eL))))))))))

theorem Covering.at_least_sound {m : Nat} {ns : List Nat} :
    Eq (Workbench.all ns (fun n => Nat.ble m n)) Bool.true → Covering.ModuliAtLeast m ns :=
  Workbench.all_sound (fun n => Workbench.le_of_ble m n) ns

theorem Covering.at_most_sound {m : Nat} {ns : List Nat} :
    Eq (Workbench.all ns (fun n => Nat.ble n m)) Bool.true → Covering.ModuliAtMost m ns :=
  Workbench.all_sound (fun n => Workbench.le_of_ble n m) ns

theorem Covering.divide_sound {L : Nat} {ns : List Nat} :
    Eq (Workbench.all ns (fun n => Workbench.divides n L)) Bool.true → Covering.ModuliDivide L ns :=
  Workbench.all_sound (fun _ => Workbench.divides_sound) ns

theorem Covering.odd_sound {ns : List Nat} :
    Eq (Workbench.all ns (fun n => Workbench.notDivides 2 n)) Bool.true → Covering.ModuliOdd ns :=
  Workbench.all_sound (fun _ => Workbench.notDivides_sound) ns

theorem Covering.squarefree_sound {ns : List Nat} :
    Eq (Workbench.all ns (fun n => Workbench.allUpTo n (fun p =>
      or (Nat.ble p 1) (Workbench.notDivides (Nat.mul p p) n)))) Bool.true → Covering.ModuliSquarefree ns :=
  Workbench.all_sound
    (P := fun n => ∀ p : Nat, Nat.le 2 p → Nat.le p n → Not (Workbench.Divides (Nat.mul p p) n))
    (fun n h p two below => Workbench.cases
      (Workbench.allUpTo_sound (P := fun p => Or (Nat.le p 1) (Not (Workbench.Divides (Nat.mul p p) n)))
        (fun p => Workbench.either (Workbench.le_of_ble p 1) Workbench.notDivides_sound) n h p
        (Workbench.le_trans (@Nat.le.step 1 1 (@Nat.le.refl 1)) two) below)
      (fun small => Workbench.absurd (Workbench.lt_le_absurd two small)) (fun r => r)) ns

theorem Covering.prime_sound {ns : List Nat} :
    Eq (Workbench.all ns (fun n => Workbench.prime (Nat.succ n))) Bool.true → Covering.ModuliPrimeMinusOne ns :=
  Workbench.all_sound (fun _ => Workbench.prime_sound) ns

/-- `own n` is a number of the class of `n` alone: it is below the residue of any other class, or not a multiple of
the other modulus away from it. -/
def Covering.checkMinimal (own : Nat → Nat) (ns : List Nat) (a : Nat → Nat) : Bool :=
  Workbench.all ns (fun n => Workbench.all ns (fun k =>
    or (Nat.beq k n) (or (Nat.ble (Nat.succ (own n)) (a k)) (Workbench.notDivides k (Nat.sub (own n) (a k))))))

theorem Covering.minimal_sound {own : Nat → Nat} {ns : List Nat} {a : Nat → Nat} :
    Eq (Covering.checkMinimal own ns a) Bool.true → Covering.Minimal ns a :=
  Workbench.all_sound
    (P := fun n => Exists (fun x => ∀ k : Nat, Workbench.Mem k ns → Not (Eq k n) →
      ∀ q : Nat, Not (Eq x (Nat.add (a k) (Nat.mul k q)))))
    (fun n h => Exists.intro (own n) (fun k mk other q e => Workbench.cases
      (Workbench.all_sound
        (P := fun k => Or (Eq k n) (Or (Nat.lt (own n) (a k)) (Not (Workbench.Divides k (Nat.sub (own n) (a k))))))
        (fun k => Workbench.either (Workbench.eq_of_beq k n)
          (Workbench.either Workbench.lt_of_ble Workbench.notDivides_sound)) ns h k mk)
      (fun same => other same)
      (fun rest => Workbench.cases rest
        (fun below => Workbench.lt_le_absurd below
          (Workbench.subst (fun z => Nat.le (a k) z) (Workbench.symm e) (Workbench.le_add (a k) (Nat.mul k q))))
        (fun not_multiple => not_multiple (Exists.intro q
          (Workbench.trans (Workbench.congr (fun z => Nat.sub z (a k)) e)
            (Workbench.add_sub_cancel (a k) (Nat.mul k q)))))))) ns
