prelude
/-!
A small core for checking without the Lean library.

The kernel needs a library that says what `Nat`, `Bool`, `Eq` … are. An ordinary installation brings `Init`; where
only the kernel is at hand, this file takes its place. Every name in it (but those under `WorkbenchCore`) is a name
of `Init` with the same meaning, so that a file which uses no other names checks over either.

The kernel computes `Nat.add sub mul div mod gcd beq ble land lor xor shiftLeft shiftRight pow log2` on literals by
itself, *by name*. The definitions below must therefore be the true ones, or the theory would be inconsistent; they
are tested against an independent implementation through copies under other names, which the kernel does not know.
-/
set_option autoImplicit false
set_option linter.all false
set_option genCtorIdx false
set_option genSizeOf false

universe u v

/- The compiler asks that these exist. Nothing is ever proved from them: every check demands that a theorem depends on
no axiom whatsoever. -/
unsafe axiom lcErased : Type
unsafe axiom lcAny : Type
unsafe axiom lcProof {α : Prop} : α
unsafe axiom lcUnreachable {α : Sort u} : α
unsafe axiom lcVoid : Type

/-! Logic. -/

inductive True : Prop where
  | intro : True

inductive False : Prop

def Not (a : Prop) : Prop := a → False

inductive Eq {α : Sort u} : α → α → Prop where
  | refl (a : α) : Eq a a

structure And (a b : Prop) : Prop where
  intro ::
  left : a
  right : b

inductive Or (a b : Prop) : Prop where
  | inl (h : a) : Or a b
  | inr (h : b) : Or a b

inductive Exists {α : Sort u} (p : α → Prop) : Prop where
  | intro (w : α) (h : p w) : Exists p

/-! Data. -/

inductive Bool : Type where
  | false : Bool
  | true : Bool

inductive Nat where
  | zero : Nat
  | succ (n : Nat) : Nat

inductive List (α : Type u) where
  | nil : List α
  | cons (head : α) (tail : List α) : List α

/-- Numerals: `5` is `OfNat.ofNat 5`. -/
class OfNat (α : Type u) (_ : Nat) where
  ofNat : α

@[instance_reducible, instance] def instOfNatNat (n : Nat) : OfNat Nat n := ⟨n⟩

/-! Order of the naturals. -/

inductive Nat.le (n : Nat) : Nat → Prop where
  | refl : Nat.le n n
  | step {m : Nat} : Nat.le n m → Nat.le n (Nat.succ m)

def Nat.lt (n m : Nat) : Prop := Nat.le (Nat.succ n) m

noncomputable section

/-! Booleans. `Bool.rec` takes the case `false` first. -/

def and (a b : Bool) : Bool := Bool.rec (motive := fun _ => Bool) Bool.false b a

def or (a b : Bool) : Bool := Bool.rec (motive := fun _ => Bool) b Bool.true a

def not (a : Bool) : Bool := Bool.rec (motive := fun _ => Bool) Bool.true Bool.false a

def cond {α : Type u} (c : Bool) (x y : α) : α := Bool.rec (motive := fun _ => α) y x c

/-! Arithmetic, by recursion as in the textbook. -/

def Nat.pred (n : Nat) : Nat := Nat.rec (motive := fun _ => Nat) Nat.zero (fun k _ => k) n

def Nat.add (a b : Nat) : Nat := Nat.rec (motive := fun _ => Nat) a (fun _ r => Nat.succ r) b

/-- Truncated: `a - b` is 0 when `a < b`. -/
def Nat.sub (a b : Nat) : Nat := Nat.rec (motive := fun _ => Nat) a (fun _ r => Nat.pred r) b

def Nat.mul (a b : Nat) : Nat := Nat.rec (motive := fun _ => Nat) Nat.zero (fun _ r => Nat.add r a) b

def Nat.pow (a b : Nat) : Nat := Nat.rec (motive := fun _ => Nat) (Nat.succ Nat.zero) (fun _ r => Nat.mul r a) b

/-- Whether `a = b`. -/
def Nat.beq (a b : Nat) : Bool :=
  Nat.rec (motive := fun _ => Nat → Bool)
    (fun b => Nat.rec (motive := fun _ => Bool) Bool.true (fun _ _ => Bool.false) b)
    (fun _ ih b => Nat.rec (motive := fun _ => Bool) Bool.false (fun m _ => ih m) b) a b

/-- Whether `a ≤ b`. -/
def Nat.ble (a b : Nat) : Bool :=
  Nat.rec (motive := fun _ => Nat → Bool)
    (fun _ => Bool.true)
    (fun _ ih b => Nat.rec (motive := fun _ => Bool) Bool.false (fun m _ => ih m) b) a b

/-- `a` divided by `succ b`, by at most `fuel` subtractions. -/
def WorkbenchCore.divFuel (fuel : Nat) : Nat → Nat → Nat :=
  Nat.rec (motive := fun _ => Nat → Nat → Nat) (fun _ _ => Nat.zero)
    (fun _ ih a b => cond (Nat.ble (Nat.succ b) a) (Nat.succ (ih (Nat.sub a (Nat.succ b)) b)) Nat.zero) fuel

/-- The quotient rounded down; 0 when `b = 0`. -/
def Nat.div (a b : Nat) : Nat :=
  Nat.rec (motive := fun _ => Nat) Nat.zero (fun c _ => WorkbenchCore.divFuel a a c) b

/-- The remainder; `a` when `b = 0`. -/
def Nat.mod (a b : Nat) : Nat := Nat.sub a (Nat.mul b (Nat.div a b))

/-- Euclid's algorithm; each step replaces `(m, n)` by `(n mod m, m)`, so that `m + 1` steps are enough. -/
def WorkbenchCore.gcdFuel (fuel : Nat) : Nat → Nat → Nat :=
  Nat.rec (motive := fun _ => Nat → Nat → Nat) (fun _ n => n)
    (fun _ ih m n => cond (Nat.beq m Nat.zero) n (ih (Nat.mod n m) m)) fuel

def Nat.gcd (m n : Nat) : Nat := WorkbenchCore.gcdFuel (Nat.succ m) m n

/-! Bits. -/

def WorkbenchCore.two : Nat := Nat.succ (Nat.succ Nat.zero)

def WorkbenchCore.half (n : Nat) : Nat := Nat.div n WorkbenchCore.two

def WorkbenchCore.odd (n : Nat) : Bool := Nat.beq (Nat.mod n WorkbenchCore.two) (Nat.succ Nat.zero)

/-- Combines the lowest `fuel` bits of two numbers by `f`. -/
def WorkbenchCore.bitwise (f : Bool → Bool → Bool) (fuel : Nat) : Nat → Nat → Nat :=
  Nat.rec (motive := fun _ => Nat → Nat → Nat) (fun _ _ => Nat.zero)
    (fun _ ih a b => Nat.add (Nat.mul WorkbenchCore.two (ih (WorkbenchCore.half a) (WorkbenchCore.half b)))
      (cond (f (WorkbenchCore.odd a) (WorkbenchCore.odd b)) (Nat.succ Nat.zero) Nat.zero)) fuel

/- A number has at most as many bits as its value. -/
def Nat.land (a b : Nat) : Nat := WorkbenchCore.bitwise and a a b

def Nat.lor (a b : Nat) : Nat := WorkbenchCore.bitwise or (Nat.add a b) a b

def Nat.xor (a b : Nat) : Nat :=
  WorkbenchCore.bitwise (fun x y => cond x (not y) y) (Nat.add a b) a b

def Nat.shiftLeft (m n : Nat) : Nat := Nat.mul m (Nat.pow WorkbenchCore.two n)

def Nat.shiftRight (m n : Nat) : Nat := Nat.rec (motive := fun _ => Nat) m (fun _ r => WorkbenchCore.half r) n

def WorkbenchCore.log2Fuel (fuel : Nat) : Nat → Nat :=
  Nat.rec (motive := fun _ => Nat → Nat) (fun _ => Nat.zero)
    (fun _ ih n => cond (Nat.ble WorkbenchCore.two n) (Nat.succ (ih (WorkbenchCore.half n))) Nat.zero) fuel

/-- The number of the highest bit; 0 for 0. -/
def Nat.log2 (n : Nat) : Nat := WorkbenchCore.log2Fuel n n

end
