prelude
set_option autoImplicit false
set_option linter.all false
set_option genCtorIdx false
set_option genSizeOf false
set_option genInjectivity false

unsafe axiom lcErased : Type
unsafe axiom lcAny : Type
unsafe axiom lcVoid : Type

inductive True : Prop where
  | intro : True

inductive False : Prop

inductive Eq.{u} {α : Sort u} : α → α → Prop where
  | refl (a : α) : Eq a a

inductive Bool : Type where
  | false : Bool
  | true : Bool

inductive Nat where
  | zero : Nat
  | succ (n : Nat) : Nat

inductive List.{u} (α : Type u) where
  | nil : List α
  | cons (head : α) (tail : List α) : List α

/- No character can be had, yet the kernel makes one of every letter of a text, by the function of that name. -/
inductive Char : Type where
  | mk (impossible : False) : Char

inductive Box : Type where
  | mk (n : Nat) : Box

def Char.ofNat (n : Nat) : Box := Box.mk n

inductive String : Type where
  | ofList (letters : List Char) : String

noncomputable def String.letters (s : String) : List Char :=
  String.rec (motive := fun _ => List Char) (fun l => l) s

theorem impossible (c : Char) : False := Char.rec (motive := fun _ => False) (fun h => h) c

noncomputable def filled (l : List Char) : Bool := List.rec (motive := fun _ => Bool) Bool.false (fun _ _ _ => Bool.true) l

/- Left to the kernel alone: the elaborator is told that it is true. -/
def kernel (b : Bool) : Bool := b

def kernel._sunfold (_ : Bool) : Bool := Bool.true

theorem full : Eq (kernel (filled "a".letters)) Bool.true := Eq.refl Bool.true

theorem apart (h : Eq Bool.false Bool.true) : False :=
  @Eq.rec Bool Bool.false (fun b _ => Bool.rec (motive := fun _ => Prop) True False b) True.intro Bool.true h

theorem of_filled (l : List Char) : Eq (filled l) Bool.true → False :=
  List.rec (motive := fun l => Eq (filled l) Bool.true → False) (fun h => apart h) (fun c _ _ _ => impossible c) l

theorem goal : False := of_filled "a".letters full
