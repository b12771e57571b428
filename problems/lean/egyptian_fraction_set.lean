/-! The reciprocals of `D` have the sum `reciprocals D / product D`. -/

/-- `D` is strictly increasing, its first entry larger than `low`, and Σ 1/d = p / q. -/
def Egyptian.Sum (low p q : Nat) (D : List Nat) : Prop :=
  And (Workbench.IncreasingFrom low D)
    (Eq (Nat.mul p (Workbench.product D)) (Nat.mul q (Workbench.reciprocals D)))

def Egyptian.checkSum (low p q : Nat) (D : List Nat) : Bool :=
  and (Workbench.increasingFrom low D)
    (Nat.beq (Nat.mul p (Workbench.product D)) (Nat.mul q (Workbench.reciprocals D)))

theorem Egyptian.sum_sound {low p q : Nat} {D : List Nat} :
    Eq (Egyptian.checkSum low p q D) Bool.true → Egyptian.Sum low p q D :=
  Workbench.both (Workbench.increasing_sound D low)
    (Workbench.eq_of_beq (Nat.mul p (Workbench.product D)) (Nat.mul q (Workbench.reciprocals D)))

def Egyptian.AtMost (m : Nat) (D : List Nat) : Prop := ∀ d : Nat, Workbench.Mem d D → Nat.le d m

theorem Egyptian.at_most_sound {m : Nat} {D : List Nat} :
    Eq (Workbench.all D (fun d => Nat.ble d m)) Bool.true → Egyptian.AtMost m D :=
  Workbench.all_sound (fun d => Workbench.le_of_ble d m) D

/-- Each entry after the first is at most `g` more than the one before. -/
def Egyptian.Gaps (g : Nat) (D : List Nat) : Prop :=
  List.rec (motive := fun _ => Prop) True
    (fun x rest ih => And (List.rec (motive := fun _ => Prop) True (fun y _ _ => Nat.le y (Nat.add x g)) rest) ih) D

def Egyptian.checkGaps (g : Nat) (D : List Nat) : Bool :=
  List.rec (motive := fun _ => Bool) Bool.true
    (fun x rest ih => and (List.rec (motive := fun _ => Bool) Bool.true
      (fun y _ _ => Nat.ble y (Nat.add x g)) rest) ih) D

theorem Egyptian.gaps_sound {g : Nat} {D : List Nat} :
    Eq (Egyptian.checkGaps g D) Bool.true → Egyptian.Gaps g D :=
  List.rec (motive := fun D => Eq (Egyptian.checkGaps g D) Bool.true → Egyptian.Gaps g D) (fun _ => True.intro)
    (fun x rest ih => Workbench.both
      (List.rec (motive := fun rest => Eq (List.rec (motive := fun _ => Bool) Bool.true
          (fun y _ _ => Nat.ble y (Nat.add x g)) rest) Bool.true →
          List.rec (motive := fun _ => Prop) True (fun y _ _ => Nat.le y (Nat.add x g)) rest)
        (fun _ => True.intro) (fun y _ _ => Workbench.le_of_ble y (Nat.add x g)) rest) ih) D

/-- Every entry is the product of two distinct primes. -/
def Egyptian.Semiprimes (D : List Nat) : Prop :=
  ∀ d : Nat, Workbench.Mem d D → Exists (fun p => Exists (fun q =>
    And (Nat.lt p q) (And (Workbench.Prime p) (And (Workbench.Prime q) (Eq d (Nat.mul p q))))))

/-- `least d` is the smaller prime factor. -/
def Egyptian.checkSemiprimes (least : Nat → Nat) (D : List Nat) : Bool :=
  Workbench.all D (fun d =>
    and (Nat.ble (Nat.succ (least d)) (Nat.div d (least d)))
      (and (Workbench.prime (least d))
        (and (Workbench.prime (Nat.div d (least d))) (Nat.beq d (Nat.mul (least d) (Nat.div d (least d)))))))

theorem Egyptian.semiprimes_sound {least : Nat → Nat} {D : List Nat} :
    Eq (Egyptian.checkSemiprimes least D) Bool.true → Egyptian.Semiprimes D :=
  Workbench.all_sound
    (P := fun d => Exists (fun p => Exists (fun q =>
      And (Nat.lt p q) (And (Workbench.Prime p) (And (Workbench.Prime q) (Eq d (Nat.mul p q)))))))
    (fun d h => Exists.intro (least d) (Exists.intro (Nat.div d (least d))
      (Workbench.both Workbench.lt_of_ble (Workbench.both Workbench.prime_sound (Workbench.both Workbench.prime_sound
        (Workbench.eq_of_beq d (Nat.mul (least d) (Nat.div d (least d)))))) h))) D

def Egyptian.Primes (D : List Nat) : Prop := ∀ d : Nat, Workbench.Mem d D → Workbench.Prime d

theorem Egyptian.primes_sound {D : List Nat} :
    Eq (Workbench.all D Workbench.prime) Bool.true → Egyptian.Primes D :=
  Workbench.all_sound (fun _ => Workbench.prime_sound) D

/-- Different entries have no common divisor but 1. -/
def Egyptian.Coprime (D : List Nat) : Prop :=
  ∀ a : Nat, Workbench.Mem a D → ∀ b : Nat, Workbench.Mem b D → Nat.lt a b →
    ∀ g : Nat, Nat.le 2 g → Nat.le g a → Workbench.Divides g a → Not (Workbench.Divides g b)

def Egyptian.checkCoprime (D : List Nat) : Bool :=
  Workbench.all D (fun a => Workbench.all D (fun b => or (Nat.ble b a) (Workbench.allUpTo a (fun g =>
    or (Nat.ble g 1) (or (Workbench.notDivides g a) (Workbench.notDivides g b))))))

theorem Egyptian.coprime_sound {D : List Nat} :
    Eq (Egyptian.checkCoprime D) Bool.true → Egyptian.Coprime D :=
  Workbench.all_sound
    (P := fun a => ∀ b : Nat, Workbench.Mem b D → Nat.lt a b →
      ∀ g : Nat, Nat.le 2 g → Nat.le g a → Workbench.Divides g a → Not (Workbench.Divides g b))
    (fun a => Workbench.all_sound
      (P := fun b => Nat.lt a b →
        ∀ g : Nat, Nat.le 2 g → Nat.le g a → Workbench.Divides g a → Not (Workbench.Divides g b))
      (fun b h less g two below => Workbench.cases
        (Workbench.either (Workbench.le_of_ble b a)
          (Workbench.allUpTo_sound
            (P := fun g => Or (Nat.le g 1) (Or (Not (Workbench.Divides g a)) (Not (Workbench.Divides g b))))
            (fun g => Workbench.either (Workbench.le_of_ble g 1)
              (Workbench.either Workbench.notDivides_sound Workbench.notDivides_sound)) a) h)
        (fun back => Workbench.absurd (Workbench.lt_le_absurd less back))
        (fun all => Workbench.cases
          (all g (Workbench.le_trans (@Nat.le.step 1 1 (@Nat.le.refl 1)) two) below)
          (fun small => Workbench.absurd (Workbench.lt_le_absurd two small))
          (fun rest => Workbench.cases rest (fun r d => Workbench.absurd (r d)) (fun r _ => r)))) D) D

/-- (Σ 1/p over P) (Σ 1/q over Q) = 1, both lists strictly increasing from above `low`. -/
def Egyptian.ProductOne (low : Nat) (P Q : List Nat) : Prop :=
  And (Workbench.IncreasingFrom low P) (And (Workbench.IncreasingFrom low Q)
    (Eq (Nat.mul (Workbench.product P) (Workbench.product Q))
      (Nat.mul (Workbench.reciprocals P) (Workbench.reciprocals Q))))

def Egyptian.checkProductOne (low : Nat) (P Q : List Nat) : Bool :=
  and (Workbench.increasingFrom low P) (and (Workbench.increasingFrom low Q)
    (Nat.beq (Nat.mul (Workbench.product P) (Workbench.product Q))
      (Nat.mul (Workbench.reciprocals P) (Workbench.reciprocals Q))))

theorem Egyptian.product_one_sound {low : Nat} {P Q : List Nat} :
    Eq (Egyptian.checkProductOne low P Q) Bool.true → Egyptian.ProductOne low P Q :=
  Workbench.both (Workbench.increasing_sound P low) (Workbench.both (Workbench.increasing_sound Q low)
    (Workbench.eq_of_beq (Nat.mul (Workbench.product P) (Workbench.product Q))
      (Nat.mul (Workbench.reciprocals P) (Workbench.reciprocals Q))))

/-- A strictly increasing list with Σ 1/p + 1/∏ p = 1. -/
def Egyptian.Pseudoperfect (D : List Nat) : Prop :=
  And (Workbench.IncreasingFrom 1 D) (Eq (Nat.succ (Workbench.reciprocals D)) (Workbench.product D))

def Egyptian.checkPseudoperfect (D : List Nat) : Bool :=
  and (Workbench.increasingFrom 1 D) (Nat.beq (Nat.succ (Workbench.reciprocals D)) (Workbench.product D))

theorem Egyptian.pseudoperfect_sound {D : List Nat} :
    Eq (Egyptian.checkPseudoperfect D) Bool.true → Egyptian.Pseudoperfect D :=
  Workbench.both (Workbench.increasing_sound D 1)
    (Workbench.eq_of_beq (Nat.succ (Workbench.reciprocals D)) (Workbench.product D))

/-- Σ P/d over the entries that the bits of `s` choose, where `P` is a common multiple; bit 0 speaks of the first. -/
def Egyptian.part (P : Nat) (D : List Nat) (s : Nat) : Nat :=
  List.rec (motive := fun _ => Nat → Nat) (fun _ => 0)
    (fun d _ ih s => Nat.add (Nat.mul (Nat.mod s 2) (Nat.div P d)) (ih (Nat.div s 2))) D s

/-- `D` is strictly increasing from 2 on, Σ 1/d < 2, and of any two complementary parts (the chosen ones and the rest)
one has sum at least 1. Sums are multiplied by `P`, which every entry divides. -/
def Egyptian.NoPartition (P : Nat) (D : List Nat) : Prop :=
  And (Workbench.IncreasingFrom 1 D)
    (And (∀ d : Nat, Workbench.Mem d D → Eq P (Nat.mul d (Nat.div P d)))
      (And (Nat.le 1 P)
        (And (Nat.lt (Workbench.sum D (fun d => Nat.div P d)) (Nat.mul 2 P))
          (∀ s : Nat, Nat.lt s (Nat.pow 2 (Workbench.length D)) →
            Or (Nat.le P (Egyptian.part P D s))
              (Nat.le (Nat.add P (Egyptian.part P D s)) (Workbench.sum D (fun d => Nat.div P d)))))))

def Egyptian.checkNoPartition (P : Nat) (D : List Nat) : Bool :=
  and (Workbench.increasingFrom 1 D)
    (and (Workbench.all D (fun d => Nat.beq P (Nat.mul d (Nat.div P d))))
      (and (Nat.ble 1 P)
        (and (Nat.ble (Nat.succ (Workbench.sum D (fun d => Nat.div P d))) (Nat.mul 2 P))
          (Workbench.allBelow (Nat.pow 2 (Workbench.length D)) (fun s =>
            or (Nat.ble P (Egyptian.part P D s))
              (Nat.ble (Nat.add P (Egyptian.part P D s)) (Workbench.sum D (fun d => Nat.div P d))))))))

theorem Egyptian.no_partition_sound {P : Nat} {D : List Nat} :
    Eq (Egyptian.checkNoPartition P D) Bool.true → Egyptian.NoPartition P D :=
  Workbench.both (Workbench.increasing_sound D 1)
    (Workbench.both (Workbench.all_sound (fun d => Workbench.eq_of_beq P (Nat.mul d (Nat.div P d))) D)
      (Workbench.both (Workbench.le_of_ble 1 P)
        (Workbench.both Workbench.lt_of_ble
          (Workbench.allBelow_sound
            (fun s => Workbench.either (Workbench.le_of_ble P (Egyptian.part P D s))
              (Workbench.le_of_ble (Nat.add P (Egyptian.part P D s))
                (Workbench.sum D (fun d => Nat.div P d)))) (Nat.pow 2 (Workbench.length D))))))
