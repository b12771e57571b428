/-!
What the predicates share: quantifiers over bounded ranges and lists, each as a proposition for people and as a Boolean
for the kernel, with the lemma that the Boolean implies the proposition.

The same text checks over the ordinary library and over the small core. Therefore it uses no notation, no tactic and
only names that both have; everything else is defined here, in the namespace `Workbench`.
-/


noncomputable section

/-! ## Evaluation by the kernel alone -/

/-- Its argument. Where `Eq (Workbench.kernel b) Bool.true` is shown by `Eq.refl Bool.true`, the elaborator takes it to be
true by the definition after the next, and only the kernel evaluates `b`. -/
def Workbench.kernel (b : Bool) : Bool := b

theorem Workbench.computed {b : Bool} (h : Eq (Workbench.kernel b) Bool.true) : Eq b Bool.true := h

/-- What the elaborator, and nothing else, reads in place of `Workbench.kernel`, so that it does not evaluate slowly what
the kernel evaluates anyway. Nothing rests on it, since the kernel knows no such rule and rejects the theorem where `b` is false. -/
def Workbench.kernel._sunfold (_ : Bool) : Bool := Bool.true

/-! ## Equality and logic -/

theorem Workbench.symm {α : Type} {a b : α} (h : Eq a b) : Eq b a :=
  @Eq.rec α a (fun x _ => Eq x a) (Eq.refl a) b h

theorem Workbench.trans {α : Type} {a b c : α} (h : Eq a b) (k : Eq b c) : Eq a c :=
  @Eq.rec α b (fun x _ => Eq a x) h c k

theorem Workbench.congr {α β : Type} (f : α → β) {a b : α} (h : Eq a b) : Eq (f a) (f b) :=
  @Eq.rec α a (fun x _ => Eq (f a) (f x)) (Eq.refl (f a)) b h

/-- What holds of `a` holds of its equal `b`. -/
theorem Workbench.subst {α : Type} (P : α → Prop) {a b : α} (h : Eq a b) (p : P a) : P b :=
  @Eq.rec α a (fun x _ => P x) p b h

theorem Workbench.absurd {P : Prop} (h : False) : P := False.rec (fun _ => P) h

theorem Workbench.cases {a b P : Prop} (h : Or a b) (f : a → P) (g : b → P) : P :=
  Or.rec (motive := fun _ => P) f g h

theorem Workbench.split {a b P : Prop} (h : And a b) (f : a → b → P) : P := f h.left h.right

theorem Workbench.unpack {α : Type} {p : α → Prop} {P : Prop} (h : Exists p) (f : ∀ x, p x → P) : P :=
  Exists.rec (motive := fun _ => P) f h

/-! ## Booleans -/

theorem Workbench.false_ne_true (h : Eq Bool.false Bool.true) : False :=
  @Eq.rec Bool Bool.false (fun b _ => Bool.rec (motive := fun _ => Prop) True False b) True.intro Bool.true h

theorem Workbench.and_left (a b : Bool) : Eq (and a b) Bool.true → Eq a Bool.true :=
  Bool.rec (motive := fun a => Eq (and a b) Bool.true → Eq a Bool.true)
    (fun h => h) (fun _ => Eq.refl Bool.true) a

theorem Workbench.and_right (a b : Bool) : Eq (and a b) Bool.true → Eq b Bool.true :=
  Bool.rec (motive := fun a => Eq (and a b) Bool.true → Eq b Bool.true)
    (fun h => Workbench.absurd (Workbench.false_ne_true h)) (fun h => h) a

theorem Workbench.or_cases (a b : Bool) : Eq (or a b) Bool.true → Or (Eq a Bool.true) (Eq b Bool.true) :=
  Bool.rec (motive := fun a => Eq (or a b) Bool.true → Or (Eq a Bool.true) (Eq b Bool.true))
    (fun h => Or.inr h) (fun _ => Or.inl (Eq.refl Bool.true)) a

theorem Workbench.not_not_both (a : Bool) : Eq (not a) Bool.true → Eq a Bool.true → False :=
  Bool.rec (motive := fun a => Eq (not a) Bool.true → Eq a Bool.true → False)
    (fun _ h => Workbench.false_ne_true h) (fun h _ => Workbench.false_ne_true h) a

theorem Workbench.bool_cases (a : Bool) : Or (Eq a Bool.true) (Eq a Bool.false) :=
  Bool.rec (motive := fun a => Or (Eq a Bool.true) (Eq a Bool.false))
    (Or.inr (Eq.refl Bool.false)) (Or.inl (Eq.refl Bool.true)) a

/-- Both parts of a conjunction: what the checkers of two propositions show together. -/
theorem Workbench.both {a b : Bool} {P Q : Prop} (f : Eq a Bool.true → P) (g : Eq b Bool.true → Q)
    (h : Eq (and a b) Bool.true) : And P Q :=
  And.intro (f (Workbench.and_left a b h)) (g (Workbench.and_right a b h))

theorem Workbench.either {a b : Bool} {P Q : Prop} (f : Eq a Bool.true → P) (g : Eq b Bool.true → Q)
    (h : Eq (or a b) Bool.true) : Or P Q :=
  Workbench.cases (Workbench.or_cases a b h) (fun x => Or.inl (f x)) (fun x => Or.inr (g x))

/-! ## Naturals -/

theorem Workbench.succ_inj {n m : Nat} (h : Eq (Nat.succ n) (Nat.succ m)) : Eq n m :=
  Workbench.congr Nat.pred h

theorem Workbench.succ_ne_zero (n : Nat) (h : Eq (Nat.succ n) Nat.zero) : False :=
  @Eq.rec Nat (Nat.succ n) (fun x _ => Nat.rec (motive := fun _ => Prop) False (fun _ _ => True) x) True.intro
    Nat.zero h

theorem Workbench.eq_of_beq (n : Nat) : ∀ m : Nat, Eq (Nat.beq n m) Bool.true → Eq n m :=
  Nat.rec (motive := fun n => ∀ m : Nat, Eq (Nat.beq n m) Bool.true → Eq n m)
    (fun m => Nat.rec (motive := fun m => Eq (Nat.beq Nat.zero m) Bool.true → Eq Nat.zero m)
      (fun _ => Eq.refl Nat.zero) (fun _ _ h => Workbench.absurd (Workbench.false_ne_true h)) m)
    (fun n ih m => Nat.rec (motive := fun m => Eq (Nat.beq (Nat.succ n) m) Bool.true → Eq (Nat.succ n) m)
      (fun h => Workbench.absurd (Workbench.false_ne_true h))
      (fun k _ h => Workbench.congr Nat.succ (ih k h)) m) n

theorem Workbench.beq_self (n : Nat) : Eq (Nat.beq n n) Bool.true :=
  Nat.rec (motive := fun n => Eq (Nat.beq n n) Bool.true) (Eq.refl Bool.true) (fun _ ih => ih) n

theorem Workbench.beq_of_eq {n m : Nat} (h : Eq n m) : Eq (Nat.beq n m) Bool.true :=
  Workbench.subst (fun x => Eq (Nat.beq n x) Bool.true) h (Workbench.beq_self n)

theorem Workbench.zero_le (n : Nat) : Nat.le Nat.zero n :=
  Nat.rec (motive := fun n => Nat.le Nat.zero n) (@Nat.le.refl Nat.zero) (fun _ ih => Nat.le.step ih) n

theorem Workbench.succ_le_succ {n m : Nat} (h : Nat.le n m) : Nat.le (Nat.succ n) (Nat.succ m) :=
  Nat.le.rec (n := n) (motive := fun m _ => Nat.le (Nat.succ n) (Nat.succ m))
    (@Nat.le.refl (Nat.succ n)) (fun {m} _ ih => @Nat.le.step (Nat.succ n) (Nat.succ m) ih) h

theorem Workbench.le_of_ble (n : Nat) : ∀ m : Nat, Eq (Nat.ble n m) Bool.true → Nat.le n m :=
  Nat.rec (motive := fun n => ∀ m : Nat, Eq (Nat.ble n m) Bool.true → Nat.le n m)
    (fun m _ => Workbench.zero_le m)
    (fun n ih m => Nat.rec (motive := fun m => Eq (Nat.ble (Nat.succ n) m) Bool.true → Nat.le (Nat.succ n) m)
      (fun h => Workbench.absurd (Workbench.false_ne_true h))
      (fun k _ h => Workbench.succ_le_succ (ih k h)) m) n

theorem Workbench.le_trans {a b c : Nat} (h : Nat.le a b) (k : Nat.le b c) : Nat.le a c :=
  Nat.le.rec (n := b) (motive := fun c _ => Nat.le a c) h (fun _ ih => Nat.le.step ih) k

theorem Workbench.pred_le_pred {n m : Nat} (h : Nat.le n m) : Nat.le (Nat.pred n) (Nat.pred m) :=
  Nat.le.rec (n := n) (motive := fun m _ => Nat.le (Nat.pred n) (Nat.pred m))
    (@Nat.le.refl (Nat.pred n))
    (fun {m} _ ih => Workbench.le_trans ih
      (Nat.rec (motive := fun m => Nat.le (Nat.pred m) m) (@Nat.le.refl Nat.zero)
        (fun k _ => Nat.le.step (@Nat.le.refl k)) m)) h

theorem Workbench.le_of_succ_le_succ {n m : Nat} (h : Nat.le (Nat.succ n) (Nat.succ m)) : Nat.le n m :=
  Workbench.pred_le_pred h

theorem Workbench.ble_of_le {n m : Nat} (h : Nat.le n m) : Eq (Nat.ble n m) Bool.true :=
  Nat.rec (motive := fun n => ∀ m : Nat, Nat.le n m → Eq (Nat.ble n m) Bool.true)
    (fun _ _ => Eq.refl Bool.true)
    (fun n ih m => Nat.rec (motive := fun m => Nat.le (Nat.succ n) m → Eq (Nat.ble (Nat.succ n) m) Bool.true)
      (fun h => Nat.le.rec (n := Nat.succ n)
        (motive := fun m _ => Nat.rec (motive := fun _ => Prop)
          (Eq (Nat.ble (Nat.succ n) Nat.zero) Bool.true) (fun _ _ => True) m)
        True.intro (fun _ _ => True.intro) h)
      (fun k _ h => ih k (Workbench.le_of_succ_le_succ h)) m) n m h

theorem Workbench.not_succ_le_zero {n : Nat} (h : Nat.le (Nat.succ n) Nat.zero) : False :=
  Workbench.false_ne_true (Workbench.ble_of_le h)

/-- A number below `succ n` is below `n` or is `n`. -/
theorem Workbench.lt_succ_cases {k n : Nat} (h : Nat.lt k (Nat.succ n)) : Or (Eq k n) (Nat.lt k n) :=
  Nat.le.rec (n := Nat.succ k)
    (motive := fun m _ => Or (Eq k (Nat.pred m)) (Nat.lt k (Nat.pred m)))
    (Or.inl (Eq.refl k)) (fun h _ => Or.inr h) h

theorem Workbench.not_lt_self (n : Nat) : Nat.lt n n → False :=
  Nat.rec (motive := fun n => Nat.lt n n → False) (fun h => Workbench.not_succ_le_zero h)
    (fun _ ih h => ih (Workbench.le_of_succ_le_succ h)) n

theorem Workbench.lt_of_ble {k n : Nat} (h : Eq (Nat.ble (Nat.succ k) n) Bool.true) : Nat.lt k n :=
  Workbench.le_of_ble (Nat.succ k) n h

theorem Workbench.lt_succ_of_le {k n : Nat} (h : Nat.le k n) : Nat.lt k (Nat.succ n) := Workbench.succ_le_succ h

/-! ## Bounded quantifiers -/

/-- Whether `p k` for all `k < n`. -/
def Workbench.allBelow (n : Nat) (p : Nat → Bool) : Bool :=
  Nat.rec (motive := fun _ => Bool) Bool.true (fun k ih => and (p k) ih) n

/-- Whether `p k` for some `k < n`; the largest `k` is tried first. -/
def Workbench.anyBelow (n : Nat) (p : Nat → Bool) : Bool :=
  Nat.rec (motive := fun _ => Bool) Bool.false (fun k ih => or (p k) ih) n

theorem Workbench.allBelow_sound {p : Nat → Bool} {P : Nat → Prop} (f : ∀ k, Eq (p k) Bool.true → P k) (n : Nat) :
    Eq (Workbench.allBelow n p) Bool.true → ∀ k, Nat.lt k n → P k :=
  Nat.rec (motive := fun n => Eq (Workbench.allBelow n p) Bool.true → ∀ k, Nat.lt k n → P k)
    (fun _ _ l => Workbench.absurd (Workbench.not_succ_le_zero l))
    (fun n ih h k l => Workbench.cases (Workbench.lt_succ_cases l)
      (fun e => Workbench.subst P (Workbench.symm e) (f n (Workbench.and_left (p n) (Workbench.allBelow n p) h)))
      (fun l => ih (Workbench.and_right (p n) (Workbench.allBelow n p) h) k l)) n

theorem Workbench.anyBelow_sound {p : Nat → Bool} {P : Nat → Prop} (f : ∀ k, Eq (p k) Bool.true → P k) (n : Nat) :
    Eq (Workbench.anyBelow n p) Bool.true → Exists (fun k => And (Nat.lt k n) (P k)) :=
  Nat.rec (motive := fun n => Eq (Workbench.anyBelow n p) Bool.true → Exists (fun k => And (Nat.lt k n) (P k)))
    (fun h => Workbench.absurd (Workbench.false_ne_true h))
    (fun n ih h => Workbench.cases (Workbench.or_cases (p n) (Workbench.anyBelow n p) h)
      (fun h => Exists.intro n (And.intro (@Nat.le.refl (Nat.succ n)) (f n h)))
      (fun h => Workbench.unpack (ih h)
        (fun k both => Exists.intro k (And.intro (Nat.le.step both.left) both.right)))) n

/-- Whether `p k` for all `k` with `1 ≤ k ≤ n`. -/
def Workbench.allUpTo (n : Nat) (p : Nat → Bool) : Bool := Workbench.allBelow n (fun k => p (Nat.succ k))

theorem Workbench.allUpTo_sound {p : Nat → Bool} {P : Nat → Prop} (f : ∀ k, Eq (p k) Bool.true → P k) (n : Nat)
    (h : Eq (Workbench.allUpTo n p) Bool.true) : ∀ k, Nat.le 1 k → Nat.le k n → P k :=
  fun k => Nat.rec (motive := fun k => Nat.le 1 k → Nat.le k n → P k)
    (fun l _ => Workbench.absurd (Workbench.not_succ_le_zero l))
    (fun k _ _ l => Workbench.allBelow_sound (P := fun k => P (Nat.succ k)) (fun k => f (Nat.succ k)) n h k l) k

/-! ## Lists of naturals -/

/-- `x` occurs in the list. -/
def Workbench.Mem (x : Nat) (xs : List Nat) : Prop :=
  List.rec (motive := fun _ => Prop) False (fun y _ ih => Or (Eq x y) ih) xs

/-- The number of entries. -/
def Workbench.length (xs : List Nat) : Nat :=
  List.rec (motive := fun _ => Nat) Nat.zero (fun _ _ ih => Nat.succ ih) xs

/-- Each entry is larger than the one before it, the first larger than `low`. -/
def Workbench.IncreasingFrom (low : Nat) (xs : List Nat) : Prop :=
  List.rec (motive := fun _ => Nat → Prop) (fun _ => True) (fun x _ ih low => And (Nat.lt low x) (ih x)) xs low

/-- Each entry is smaller than the one before it, the first smaller than `high`. -/
def Workbench.DecreasingFrom (high : Nat) (xs : List Nat) : Prop :=
  List.rec (motive := fun _ => Nat → Prop) (fun _ => True) (fun x _ ih high => And (Nat.lt x high) (ih x)) xs high

def Workbench.increasingFrom (low : Nat) (xs : List Nat) : Bool :=
  List.rec (motive := fun _ => Nat → Bool) (fun _ => Bool.true)
    (fun x _ ih low => and (Nat.ble (Nat.succ low) x) (ih x)) xs low

theorem Workbench.increasing_sound (xs : List Nat) : ∀ low, Eq (Workbench.increasingFrom low xs) Bool.true →
    Workbench.IncreasingFrom low xs :=
  List.rec (motive := fun xs => ∀ low, Eq (Workbench.increasingFrom low xs) Bool.true →
      Workbench.IncreasingFrom low xs)
    (fun _ _ => True.intro)
    (fun x xs ih low h => Workbench.both Workbench.lt_of_ble (ih x) h) xs

/-- Whether `p x` for all entries. -/
def Workbench.all (xs : List Nat) (p : Nat → Bool) : Bool :=
  List.rec (motive := fun _ => Bool) Bool.true (fun x _ ih => and (p x) ih) xs

/-- Whether `p x` for some entry. -/
def Workbench.any (xs : List Nat) (p : Nat → Bool) : Bool :=
  List.rec (motive := fun _ => Bool) Bool.false (fun x _ ih => or (p x) ih) xs

theorem Workbench.all_sound {p : Nat → Bool} {P : Nat → Prop} (f : ∀ k, Eq (p k) Bool.true → P k) (xs : List Nat) :
    Eq (Workbench.all xs p) Bool.true → ∀ x, Workbench.Mem x xs → P x :=
  List.rec (motive := fun xs => Eq (Workbench.all xs p) Bool.true → ∀ x, Workbench.Mem x xs → P x)
    (fun _ _ m => Workbench.absurd m)
    (fun y xs ih h x m => Workbench.cases m
      (fun e => Workbench.subst P (Workbench.symm e) (f y (Workbench.and_left (p y) (Workbench.all xs p) h)))
      (fun m => ih (Workbench.and_right (p y) (Workbench.all xs p) h) x m)) xs

theorem Workbench.any_sound {p : Nat → Bool} {P : Nat → Prop} (f : ∀ k, Eq (p k) Bool.true → P k) (xs : List Nat) :
    Eq (Workbench.any xs p) Bool.true → Exists (fun x => And (Workbench.Mem x xs) (P x)) :=
  List.rec (motive := fun xs => Eq (Workbench.any xs p) Bool.true → Exists (fun x => And (Workbench.Mem x xs) (P x)))
    (fun h => Workbench.absurd (Workbench.false_ne_true h))
    (fun y xs ih h => Workbench.cases (Workbench.or_cases (p y) (Workbench.any xs p) h)
      (fun h => Exists.intro y (And.intro (Or.inl (Eq.refl y)) (f y h)))
      (fun h => Workbench.unpack (ih h)
        (fun k both => Exists.intro k (And.intro (Or.inr both.left) both.right)))) xs

/-! ## Tables

A function on small arguments is written as one literal: entry number `i` is digit number `i` in base `2 ^ width`.
-/

/-- Digit number `i` of `code`, where `base = 2 ^ width`. -/
def Workbench.digit (width base code i : Nat) : Nat := Nat.mod (Nat.shiftRight code (Nat.mul width i)) base

/-! ## Arithmetic -/

theorem Workbench.zero_add (b : Nat) : Eq (Nat.add Nat.zero b) b :=
  Nat.rec (motive := fun b => Eq (Nat.add Nat.zero b) b) (Eq.refl Nat.zero) (fun _ ih => Workbench.congr Nat.succ ih) b

theorem Workbench.succ_add (a b : Nat) : Eq (Nat.add (Nat.succ a) b) (Nat.succ (Nat.add a b)) :=
  Nat.rec (motive := fun b => Eq (Nat.add (Nat.succ a) b) (Nat.succ (Nat.add a b)))
    (Eq.refl (Nat.succ a)) (fun _ ih => Workbench.congr Nat.succ ih) b

theorem Workbench.add_comm (a b : Nat) : Eq (Nat.add a b) (Nat.add b a) :=
  Nat.rec (motive := fun b => Eq (Nat.add a b) (Nat.add b a)) (Workbench.symm (Workbench.zero_add a))
    (fun b ih => Workbench.trans (Workbench.congr Nat.succ ih) (Workbench.symm (Workbench.succ_add b a))) b

theorem Workbench.add_assoc (a b c : Nat) : Eq (Nat.add (Nat.add a b) c) (Nat.add a (Nat.add b c)) :=
  Nat.rec (motive := fun c => Eq (Nat.add (Nat.add a b) c) (Nat.add a (Nat.add b c)))
    (Eq.refl (Nat.add a b)) (fun _ ih => Workbench.congr Nat.succ ih) c

theorem Workbench.add_right_cancel {a b : Nat} (c : Nat) : Eq (Nat.add a c) (Nat.add b c) → Eq a b :=
  Nat.rec (motive := fun c => Eq (Nat.add a c) (Nat.add b c) → Eq a b)
    (fun h => h) (fun _ ih h => ih (Workbench.succ_inj h)) c

theorem Workbench.add_right_comm (a b c : Nat) : Eq (Nat.add (Nat.add a b) c) (Nat.add (Nat.add a c) b) :=
  Workbench.trans (Workbench.add_assoc a b c)
    (Workbench.trans (Workbench.congr (fun x => Nat.add a x) (Workbench.add_comm b c))
      (Workbench.symm (Workbench.add_assoc a c b)))

/-- (a + b) + (c + d) = (a + c) + (b + d). -/
theorem Workbench.add_interchange (a b c d : Nat) :
    Eq (Nat.add (Nat.add a b) (Nat.add c d)) (Nat.add (Nat.add a c) (Nat.add b d)) :=
  Workbench.trans (Workbench.symm (Workbench.add_assoc (Nat.add a b) c d))
    (Workbench.trans (Workbench.congr (fun x => Nat.add x d) (Workbench.add_right_comm a b c))
      (Workbench.add_assoc (Nat.add a c) b d))

theorem Workbench.mul_add (a b c : Nat) : Eq (Nat.mul a (Nat.add b c)) (Nat.add (Nat.mul a b) (Nat.mul a c)) :=
  Nat.rec (motive := fun c => Eq (Nat.mul a (Nat.add b c)) (Nat.add (Nat.mul a b) (Nat.mul a c)))
    (Eq.refl (Nat.mul a b))
    (fun c ih => Workbench.trans (Workbench.congr (fun x => Nat.add x a) ih)
      (Workbench.add_assoc (Nat.mul a b) (Nat.mul a c) a)) c

theorem Workbench.mul_assoc (a b c : Nat) : Eq (Nat.mul (Nat.mul a b) c) (Nat.mul a (Nat.mul b c)) :=
  Nat.rec (motive := fun c => Eq (Nat.mul (Nat.mul a b) c) (Nat.mul a (Nat.mul b c)))
    (Eq.refl Nat.zero)
    (fun c ih => Workbench.trans (Workbench.congr (fun x => Nat.add x (Nat.mul a b)) ih)
      (Workbench.symm (Workbench.mul_add a (Nat.mul b c) b))) c

theorem Workbench.zero_mul (b : Nat) : Eq (Nat.mul Nat.zero b) Nat.zero :=
  Nat.rec (motive := fun b => Eq (Nat.mul Nat.zero b) Nat.zero) (Eq.refl Nat.zero) (fun _ ih => ih) b

theorem Workbench.add_mul (a b c : Nat) : Eq (Nat.mul (Nat.add a b) c) (Nat.add (Nat.mul a c) (Nat.mul b c)) :=
  Nat.rec (motive := fun c => Eq (Nat.mul (Nat.add a b) c) (Nat.add (Nat.mul a c) (Nat.mul b c)))
    (Eq.refl Nat.zero)
    (fun c ih => Workbench.trans (Workbench.congr (fun x => Nat.add x (Nat.add a b)) ih)
      (Workbench.add_interchange (Nat.mul a c) (Nat.mul b c) a b)) c

theorem Workbench.mul_one (a : Nat) : Eq (Nat.mul a 1) a := Workbench.zero_add a

theorem Workbench.one_mul (b : Nat) : Eq (Nat.mul 1 b) b :=
  Nat.rec (motive := fun b => Eq (Nat.mul 1 b) b) (Eq.refl Nat.zero) (fun _ ih => Workbench.congr Nat.succ ih) b

theorem Workbench.mul_comm (a b : Nat) : Eq (Nat.mul a b) (Nat.mul b a) :=
  Nat.rec (motive := fun b => Eq (Nat.mul a b) (Nat.mul b a)) (Workbench.symm (Workbench.zero_mul a))
    (fun b ih => Workbench.trans (Workbench.congr (fun x => Nat.add x a) ih)
      (Workbench.symm (Workbench.trans (Workbench.add_mul b 1 a)
        (Workbench.congr (fun x => Nat.add (Nat.mul b a) x) (Workbench.one_mul a))))) b

theorem Workbench.sub_succ (a b : Nat) : Eq (Nat.sub a (Nat.succ b)) (Nat.pred (Nat.sub a b)) :=
  Eq.refl (Nat.pred (Nat.sub a b))

theorem Workbench.succ_sub_succ (a b : Nat) : Eq (Nat.sub (Nat.succ a) (Nat.succ b)) (Nat.sub a b) :=
  Nat.rec (motive := fun b => Eq (Nat.sub (Nat.succ a) (Nat.succ b)) (Nat.sub a b))
    (Eq.refl a)
    (fun b ih => Workbench.trans (Workbench.sub_succ (Nat.succ a) (Nat.succ b))
      (Workbench.trans (Workbench.congr Nat.pred ih) (Workbench.symm (Workbench.sub_succ a b)))) b

theorem Workbench.add_sub_cancel (a d : Nat) : Eq (Nat.sub (Nat.add a d) a) d :=
  Nat.rec (motive := fun a => Eq (Nat.sub (Nat.add a d) a) d) (Workbench.zero_add d)
    (fun a ih => Workbench.trans
      (Workbench.congr (fun x => Nat.sub x (Nat.succ a)) (Workbench.succ_add a d))
      (Workbench.trans (Workbench.succ_sub_succ (Nat.add a d) a) ih)) a

theorem Workbench.le_add (a b : Nat) : Nat.le a (Nat.add a b) :=
  Nat.rec (motive := fun b => Nat.le a (Nat.add a b)) (@Nat.le.refl a)
    (fun b ih => @Nat.le.step a (Nat.add a b) ih) b

theorem Workbench.mul_le_mul_left (a : Nat) {b c : Nat} (h : Nat.le b c) : Nat.le (Nat.mul a b) (Nat.mul a c) :=
  Nat.le.rec (n := b) (motive := fun c _ => Nat.le (Nat.mul a b) (Nat.mul a c)) (@Nat.le.refl (Nat.mul a b))
    (fun {m} _ ih => Workbench.le_trans ih (Workbench.le_add (Nat.mul a m) a)) h

theorem Workbench.lt_or_le (a : Nat) : ∀ b : Nat, Or (Nat.lt a b) (Nat.le b a) :=
  Nat.rec (motive := fun a => ∀ b : Nat, Or (Nat.lt a b) (Nat.le b a))
    (fun b => Nat.rec (motive := fun b => Or (Nat.lt Nat.zero b) (Nat.le b Nat.zero))
      (Or.inr (@Nat.le.refl Nat.zero)) (fun k _ => Or.inl (Workbench.succ_le_succ (Workbench.zero_le k))) b)
    (fun a ih b => Nat.rec (motive := fun b => Or (Nat.lt (Nat.succ a) b) (Nat.le b (Nat.succ a)))
      (Or.inr (Workbench.zero_le (Nat.succ a)))
      (fun k _ => Workbench.cases (ih k)
        (fun h => Or.inl (@Workbench.succ_le_succ (Nat.succ a) k h))
        (fun h => Or.inr (@Workbench.succ_le_succ k a h))) b) a

theorem Workbench.lt_le_absurd {a b : Nat} (h : Nat.lt a b) (k : Nat.le b a) : False :=
  Workbench.not_lt_self a (Workbench.le_trans h k)

theorem Workbench.le_cases {a b : Nat} (h : Nat.le a b) : Or (Eq a b) (Nat.lt a b) :=
  Workbench.lt_succ_cases (Workbench.lt_succ_of_le h)

theorem Workbench.le_of_eq {a b : Nat} (h : Eq a b) : Nat.le a b :=
  Workbench.subst (fun x => Nat.le a x) h (@Nat.le.refl a)

/-- Division with remainder: every `x` is `y + L * t` with `y < L`. -/
theorem Workbench.divide {L : Nat} (positive : Nat.lt 0 L) (x : Nat) :
    Exists (fun y => Exists (fun t => And (Nat.lt y L) (Eq x (Nat.add y (Nat.mul L t))))) :=
  Nat.rec (motive := fun x => Exists (fun y => Exists (fun t => And (Nat.lt y L) (Eq x (Nat.add y (Nat.mul L t))))))
    (Exists.intro Nat.zero (Exists.intro Nat.zero (And.intro positive (Eq.refl Nat.zero))))
    (fun x ih => Workbench.unpack ih (fun y h => Workbench.unpack h (fun t both =>
      Workbench.cases (Workbench.le_cases both.left)
        (fun e => Exists.intro Nat.zero (Exists.intro (Nat.succ t) (And.intro positive
          (Workbench.trans (Workbench.congr Nat.succ both.right)
            (Workbench.trans (Workbench.symm (Workbench.succ_add y (Nat.mul L t)))
              (Workbench.trans (Workbench.congr (fun z => Nat.add z (Nat.mul L t)) e)
                (Workbench.trans (Workbench.add_comm L (Nat.mul L t))
                  (Workbench.symm (Workbench.zero_add (Nat.mul L (Nat.succ t)))))))))))
        (fun l => Exists.intro (Nat.succ y) (Exists.intro t (And.intro l
          (Workbench.trans (Workbench.congr Nat.succ both.right)
            (Workbench.symm (Workbench.succ_add y (Nat.mul L t)))))))))) x

/-! ## Divisibility -/

/-- `b = a * c` for some `c`. -/
def Workbench.Divides (a b : Nat) : Prop := Exists (fun c => Eq b (Nat.mul a c))

/-- Whether `b` is the quotient times `a`. -/
def Workbench.divides (a b : Nat) : Bool := Nat.beq b (Nat.mul a (Nat.div b a))

theorem Workbench.divides_sound {a b : Nat} (h : Eq (Workbench.divides a b) Bool.true) : Workbench.Divides a b :=
  Exists.intro (Nat.div b a) (Workbench.eq_of_beq b (Nat.mul a (Nat.div b a)) h)

/-- Whether `b` lies strictly between two neighbouring multiples of `a`. -/
def Workbench.notDivides (a b : Nat) : Bool :=
  and (Nat.ble (Nat.succ (Nat.mul a (Nat.div b a))) b)
    (Nat.ble (Nat.succ b) (Nat.mul a (Nat.succ (Nat.div b a))))

theorem Workbench.notDivides_sound {a b : Nat} (h : Eq (Workbench.notDivides a b) Bool.true) :
    Not (Workbench.Divides a b) :=
  fun d => Workbench.split (Workbench.both Workbench.lt_of_ble Workbench.lt_of_ble h) (fun low high =>
    Workbench.unpack d (fun c e => Workbench.cases (Workbench.lt_or_le c (Nat.succ (Nat.div b a)))
      (fun l => Workbench.lt_le_absurd low (Workbench.le_trans (Workbench.le_of_eq e)
        (Workbench.mul_le_mul_left a (Workbench.le_of_succ_le_succ l))))
      (fun l => Workbench.lt_le_absurd high (Workbench.le_trans (Workbench.mul_le_mul_left a l)
        (Workbench.le_of_eq (Workbench.symm e))))))

/-- `p` is at least 2 and no number from 2 to p - 1 divides it. -/
def Workbench.Prime (p : Nat) : Prop :=
  And (Nat.le 2 p) (∀ a : Nat, Nat.le 2 a → Nat.lt a p → Not (Workbench.Divides a p))

def Workbench.prime (p : Nat) : Bool :=
  and (Nat.ble 2 p) (Workbench.allBelow p (fun a => or (Nat.ble a 1) (Workbench.notDivides a p)))

theorem Workbench.prime_sound {p : Nat} (h : Eq (Workbench.prime p) Bool.true) : Workbench.Prime p :=
  Workbench.both (Workbench.le_of_ble 2 p)
    (fun h a two l => Workbench.allBelow_sound
      (P := fun a => Nat.le 2 a → Not (Workbench.Divides a p))
      (fun a h two => Workbench.cases (Workbench.either (Workbench.le_of_ble a 1)
          (fun h => Workbench.notDivides_sound h) h)
        (fun small => Workbench.absurd (Workbench.lt_le_absurd two small)) (fun r => r)) p h a l two) h

/-! ## Pairs with a bounded product -/

/-- Whether `p a b` for all `a, b ≥ 1` with `a * b ≤ n`; the quotient bounds `b`, and that it does is checked. -/
def Workbench.allProducts (n : Nat) (p : Nat → Nat → Bool) : Bool :=
  Workbench.allUpTo n (fun a =>
    and (Nat.ble (Nat.succ n) (Nat.mul a (Nat.succ (Nat.div n a)))) (Workbench.allUpTo (Nat.div n a) (p a)))

theorem Workbench.allProducts_sound {p : Nat → Nat → Bool} {P : Nat → Nat → Prop}
    (f : ∀ a b, Eq (p a b) Bool.true → P a b) (n : Nat) (h : Eq (Workbench.allProducts n p) Bool.true) :
    ∀ a b, Nat.le 1 a → Nat.le 1 b → Nat.le (Nat.mul a b) n → P a b :=
  fun a b one one' l => Workbench.allUpTo_sound
    (P := fun a => ∀ b, Nat.le 1 b → Nat.le (Nat.mul a b) n → P a b)
    (fun a h b one l => Workbench.split
      (Workbench.both Workbench.lt_of_ble (Workbench.allUpTo_sound (f a) (Nat.div n a)) h)
      (fun high g => Workbench.cases (Workbench.lt_or_le b (Nat.succ (Nat.div n a)))
        (fun k => g b one (Workbench.le_of_succ_le_succ k))
        (fun k => Workbench.absurd (Workbench.lt_le_absurd high
          (Workbench.le_trans (Workbench.mul_le_mul_left a k) l))))) n h a one
      (Workbench.le_trans (Workbench.le_trans (Workbench.le_of_eq (Workbench.symm (Workbench.mul_one a)))
        (Workbench.mul_le_mul_left a one')) l) b one' l

/-! ## Complete searches -/

/-- Reversed `xs` in front of `ys`. -/
def Workbench.onto (xs ys : List Nat) : List Nat :=
  List.rec (motive := fun _ => List Nat → List Nat) (fun ys => ys) (fun x _ ih ys => ih (List.cons x ys)) xs ys

theorem Workbench.mem_onto (x : Nat) (xs : List Nat) : ∀ ys, Workbench.Mem x ys → Workbench.Mem x (Workbench.onto xs ys) :=
  List.rec (motive := fun xs => ∀ ys, Workbench.Mem x ys → Workbench.Mem x (Workbench.onto xs ys))
    (fun _ m => m) (fun y _ ih ys m => ih (List.cons y ys) (Or.inr m)) xs

theorem Workbench.mem_of_onto (x : Nat) (xs : List Nat) : ∀ ys, Workbench.Mem x (Workbench.onto xs ys) →
    Or (Workbench.Mem x xs) (Workbench.Mem x ys) :=
  List.rec (motive := fun xs => ∀ ys, Workbench.Mem x (Workbench.onto xs ys) →
      Or (Workbench.Mem x xs) (Workbench.Mem x ys))
    (fun _ m => Or.inr m)
    (fun y xs ih ys m => Workbench.cases (ih (List.cons y ys) m)
      (fun a => Or.inl (Or.inr a))
      (fun b => Workbench.cases b (fun e => Or.inl (Or.inl e)) (fun c => Or.inr c))) xs

/-- No decreasing list of `k` numbers below `n`, put on top of those already chosen, avoids `bad`: a branch is cut as
soon as `bad x chosen` says that `x` cannot go with the numbers chosen before it. -/
def Workbench.noList (bad : Nat → List Nat → Bool) (n : Nat) : Nat → List Nat → Bool :=
  Nat.rec (motive := fun _ => Nat → List Nat → Bool)
    (fun k _ => Nat.rec (motive := fun _ => Bool) Bool.false (fun _ _ => Bool.true) k)
    (fun v ih k chosen => Nat.rec (motive := fun _ => Bool) Bool.false
      (fun j _ => and (or (bad v chosen) (ih j (List.cons v chosen))) (ih (Nat.succ j) chosen)) k) n

theorem Workbench.noList_sound {bad : Nat → List Nat → Bool} {Q : List Nat → Prop}
    (cut : ∀ x chosen, Eq (bad x chosen) Bool.true → ∀ xs, Q (Workbench.onto xs (List.cons x chosen)) → False)
    (n : Nat) : ∀ k chosen, Eq (Workbench.noList bad n k chosen) Bool.true → ∀ xs : List Nat,
      Workbench.DecreasingFrom n xs → Eq (Workbench.length xs) k → Q (Workbench.onto xs chosen) → False :=
  Nat.rec (motive := fun n => ∀ k chosen, Eq (Workbench.noList bad n k chosen) Bool.true → ∀ xs : List Nat,
      Workbench.DecreasingFrom n xs → Eq (Workbench.length xs) k → Q (Workbench.onto xs chosen) → False)
    (fun k chosen => Nat.rec (motive := fun k => Eq (Workbench.noList bad Nat.zero k chosen) Bool.true →
        ∀ xs : List Nat, Workbench.DecreasingFrom Nat.zero xs → Eq (Workbench.length xs) k →
          Q (Workbench.onto xs chosen) → False)
      (fun h _ _ _ _ => Workbench.false_ne_true h)
      (fun j _ _ xs => List.rec (motive := fun xs => Workbench.DecreasingFrom Nat.zero xs →
          Eq (Workbench.length xs) (Nat.succ j) → Q (Workbench.onto xs chosen) → False)
        (fun _ e _ => Workbench.succ_ne_zero j (Workbench.symm e))
        (fun _ _ _ d _ _ => Workbench.not_succ_le_zero d.left) xs) k)
    (fun v ih k chosen => Nat.rec (motive := fun k => Eq (Workbench.noList bad (Nat.succ v) k chosen) Bool.true →
        ∀ xs : List Nat, Workbench.DecreasingFrom (Nat.succ v) xs → Eq (Workbench.length xs) k →
          Q (Workbench.onto xs chosen) → False)
      (fun h _ _ _ _ => Workbench.false_ne_true h)
      (fun j _ h xs => List.rec (motive := fun xs => Workbench.DecreasingFrom (Nat.succ v) xs →
          Eq (Workbench.length xs) (Nat.succ j) → Q (Workbench.onto xs chosen) → False)
        (fun _ e _ => Workbench.succ_ne_zero j (Workbench.symm e))
        (fun x xs _ d e q => Workbench.cases (Workbench.lt_succ_cases d.left)
          (fun same =>
            Workbench.cases (Workbench.or_cases (bad v chosen) (Workbench.noList bad v j (List.cons v chosen))
                (Workbench.and_left (or (bad v chosen) (Workbench.noList bad v j (List.cons v chosen)))
                  (Workbench.noList bad v (Nat.succ j) chosen) h))
              (fun b => cut v chosen b xs
                (Workbench.subst (fun z => Q (Workbench.onto xs (List.cons z chosen))) same q))
              (fun rest => ih j (List.cons v chosen) rest xs
                (Workbench.subst (fun z => Workbench.DecreasingFrom z xs) same d.right) (Workbench.succ_inj e)
                (Workbench.subst (fun z => Q (Workbench.onto xs (List.cons z chosen))) same q)))
          (fun less => ih (Nat.succ j) chosen
            (Workbench.and_right (or (bad v chosen) (Workbench.noList bad v j (List.cons v chosen)))
              (Workbench.noList bad v (Nat.succ j) chosen) h)
            (List.cons x xs) (And.intro less d.right) e q)) xs) k) n

/-- The values `f (i - 1), …, f 0`. -/
def Workbench.trace (f : Nat → Nat) (i : Nat) : List Nat :=
  Nat.rec (motive := fun _ => List Nat) List.nil (fun j ih => List.cons (f j) ih) i

/-- Every word of `m` more letters below `r`, read after `before` (the last letter first), runs into a conflict. -/
def Workbench.everyWord (conflict : Nat → List Nat → Bool) (r m : Nat) : List Nat → Bool :=
  Nat.rec (motive := fun _ => List Nat → Bool) (fun _ => Bool.false)
    (fun _ ih before => Workbench.allBelow r (fun c => or (conflict c before) (ih (List.cons c before)))) m

theorem Workbench.everyWord_sound {conflict : Nat → List Nat → Bool} {r total : Nat} {f : Nat → Nat} {P : Prop}
    (found : ∀ i, Nat.lt i total → Eq (conflict (f i) (Workbench.trace f i)) Bool.true → P)
    (small : ∀ i, Nat.lt i total → Nat.lt (f i) r) (m : Nat) :
    ∀ i, Nat.le (Nat.add i m) total → Eq (Workbench.everyWord conflict r m (Workbench.trace f i)) Bool.true → P :=
  Nat.rec (motive := fun m => ∀ i, Nat.le (Nat.add i m) total →
      Eq (Workbench.everyWord conflict r m (Workbench.trace f i)) Bool.true → P)
    (fun _ _ h => Workbench.absurd (Workbench.false_ne_true h))
    (fun m ih i room h => Workbench.split
      (And.intro (Workbench.le_trans (Workbench.succ_le_succ (Workbench.le_add i m)) room)
        (Workbench.subst (fun x => Nat.le x total) (Workbench.symm (Workbench.succ_add i m)) room))
      (fun here next => Workbench.cases
        (Workbench.allBelow_sound
          (P := fun c => Or (Eq (conflict c (Workbench.trace f i)) Bool.true)
            (Eq (Workbench.everyWord conflict r m (List.cons c (Workbench.trace f i))) Bool.true))
          (fun c => Workbench.or_cases (conflict c (Workbench.trace f i))
            (Workbench.everyWord conflict r m (List.cons c (Workbench.trace f i)))) r h (f i) (small i here))
        (found i here) (ih (Nat.succ i) next))) m

theorem Workbench.length_trace (f : Nat → Nat) (i : Nat) : Eq (Workbench.length (Workbench.trace f i)) i :=
  Nat.rec (motive := fun i => Eq (Workbench.length (Workbench.trace f i)) i) (Eq.refl Nat.zero)
    (fun _ ih => Workbench.congr Nat.succ ih) i

/-! ## Finite sums -/

/-- f 0 + … + f (n - 1). -/
def Workbench.sumBelow (n : Nat) (f : Nat → Nat) : Nat :=
  Nat.rec (motive := fun _ => Nat) Nat.zero (fun k ih => Nat.add (f k) ih) n

/-- The sum of `f x` over the entries. -/
def Workbench.sum (xs : List Nat) (f : Nat → Nat) : Nat :=
  List.rec (motive := fun _ => Nat) Nat.zero (fun x _ ih => Nat.add (f x) ih) xs

/-- The product of the entries. -/
def Workbench.product (xs : List Nat) : Nat :=
  List.rec (motive := fun _ => Nat) 1 (fun x _ ih => Nat.mul x ih) xs

/-- The numerator of Σ 1/x over the denominator `product xs`: 1/x + s/p = (p + x s)/(x p). -/
def Workbench.reciprocals (xs : List Nat) : Nat :=
  List.rec (motive := fun _ => Nat) Nat.zero
    (fun x xs ih => Nat.add (Workbench.product xs) (Nat.mul x ih)) xs

/-! ## More of the same -/

theorem Workbench.ne_of_not_beq {a b : Nat} (h : Eq (not (Nat.beq a b)) Bool.true) : Not (Eq a b) :=
  fun e => Workbench.not_not_both (Nat.beq a b) h (Workbench.beq_of_eq e)

theorem Workbench.add_le_add_left (a : Nat) {b c : Nat} (h : Nat.le b c) : Nat.le (Nat.add a b) (Nat.add a c) :=
  Nat.le.rec (n := b) (motive := fun c _ => Nat.le (Nat.add a b) (Nat.add a c)) (@Nat.le.refl (Nat.add a b))
    (fun {m} _ ih => @Nat.le.step (Nat.add a b) (Nat.add a m) ih) h

theorem Workbench.le_add_left (a b : Nat) : Nat.le b (Nat.add a b) :=
  Workbench.subst (fun x => Nat.le b x) (Workbench.add_comm b a) (Workbench.le_add b a)

/-- Entry number `i`, counted from 0; 0 where there is none. -/
def Workbench.nth (xs : List Nat) (i : Nat) : Nat :=
  List.rec (motive := fun _ => Nat → Nat) (fun _ => Nat.zero)
    (fun x _ ih i => Nat.rec (motive := fun _ => Nat) x (fun j _ => ih j) i) xs i

theorem Workbench.mem_of_onto_nil {x : Nat} {xs : List Nat} (m : Workbench.Mem x (Workbench.onto xs List.nil)) :
    Workbench.Mem x xs :=
  Workbench.cases (Workbench.mem_of_onto x xs List.nil m) (fun a => a) (fun b => Workbench.absurd b)

theorem Workbench.add_le_add {a b c d : Nat} (h : Nat.le a b) (k : Nat.le c d) :
    Nat.le (Nat.add a c) (Nat.add b d) :=
  Workbench.le_trans (Workbench.add_le_add_left a k)
    (Workbench.subst (fun x => Nat.le x (Nat.add b d)) (Workbench.add_comm d a)
      (Workbench.subst (fun x => Nat.le (Nat.add d a) x) (Workbench.add_comm d b)
        (Workbench.add_le_add_left d h)))

theorem Workbench.mul_left_comm (a b c : Nat) : Eq (Nat.mul a (Nat.mul b c)) (Nat.mul b (Nat.mul a c)) :=
  Workbench.trans (Workbench.symm (Workbench.mul_assoc a b c))
    (Workbench.trans (Workbench.congr (fun x => Nat.mul x c) (Workbench.mul_comm a b)) (Workbench.mul_assoc b a c))

/-- The letter at place `x`, counted from 0, of a word whose last letter comes first; 0 where there is none. -/
def Workbench.look (x : Nat) (before : List Nat) : Nat :=
  List.rec (motive := fun _ => Nat) Nat.zero
    (fun y rest ih => Bool.rec (motive := fun _ => Nat) ih y (Nat.beq x (Workbench.length rest))) before

theorem Workbench.look_trace (f : Nat → Nat) (x i : Nat) :
    Nat.lt x i → Eq (Workbench.look x (Workbench.trace f i)) (f x) :=
  Nat.rec (motive := fun i => Nat.lt x i → Eq (Workbench.look x (Workbench.trace f i)) (f x))
    (fun l => Workbench.absurd (Workbench.not_succ_le_zero l))
    (fun i ih l => Workbench.subst
      (fun z => Eq (Bool.rec (motive := fun _ => Nat) (Workbench.look x (Workbench.trace f i)) (f i) (Nat.beq x z)) (f x))
      (Workbench.symm (Workbench.length_trace f i))
      (Bool.rec
        (motive := fun b => Eq (Nat.beq x i) b →
          Eq (Bool.rec (motive := fun _ => Nat) (Workbench.look x (Workbench.trace f i)) (f i) b) (f x))
        (fun no => Workbench.cases (Workbench.lt_succ_cases l)
          (fun e => Workbench.absurd (Workbench.false_ne_true
            (Workbench.trans (Workbench.symm no) (Workbench.beq_of_eq e))))
          (fun less => ih less))
        (fun yes => Workbench.congr f (Workbench.symm (Workbench.eq_of_beq x i yes)))
        (Nat.beq x i) (Eq.refl (Nat.beq x i)))) i

theorem Workbench.succ_pred {k : Nat} : Nat.le 1 k → Eq k (Nat.succ (Nat.pred k)) :=
  Nat.rec (motive := fun k => Nat.le 1 k → Eq k (Nat.succ (Nat.pred k)))
    (fun l => Workbench.absurd (Workbench.not_succ_le_zero l)) (fun k _ _ => Eq.refl (Nat.succ k)) k

theorem Workbench.one_le_succ (k : Nat) : Nat.le 1 (Nat.succ k) := Workbench.succ_le_succ (Workbench.zero_le k)

end
