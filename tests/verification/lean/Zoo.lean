/- Every shape of declaration that an export can hold, over the small core. -/
prelude
import Core
set_option autoImplicit false
set_option linter.all false
set_option genCtorIdx false
set_option genSizeOf false
set_option genInjectivity false
set_option bootstrap.inductiveCheckResultingUniverse false
universe u v w
inductive PUnit : Sort u where
  | unit : PUnit
structure PProd (α : Sort u) (β : Sort v) where
  fst : α
  snd : β

namespace Zoo

inductive List (α : Type u) : Type u where
  | nil : List α
  | cons (head : α) (tail : List α) : List α

inductive Tree (α : Type u) : Type u where
  | node (label : α) (below : List (Tree α)) : Tree α

inductive Twice (α : Type u) : Type u where
  | node (below : List (Tree (Twice α))) : Twice α

mutual
inductive Even : Nat → Prop where
  | zero : Even Nat.zero
  | succ (n : Nat) (h : Odd n) : Even (Nat.succ n)
inductive Odd : Nat → Prop where
  | succ (n : Nat) (h : Even n) : Odd (Nat.succ n)
end

inductive Wide : Type where
  | leaf : Wide
  | branch (below : Nat → Wide) : Wide

structure Pair (α : Type u) (β : Type v) : Type (max u v) where
  first : α
  second : β

structure Sub {α : Sort u} (p : α → Prop) : Sort (max 1 u) where
  val : α
  property : p val

inductive Acc {α : Sort u} (r : α → α → Prop) : α → Prop where
  | intro (x : α) (h : ∀ y : α, r y x → Acc r y) : Acc r x

noncomputable section
def big : Nat := 340282366920938463463374607431768211456
def swap {α : Type u} {β : Type v} (p : Pair α β) : Pair β α := ⟨p.second, p.first⟩
theorem swap_swap {α : Type u} {β : Type v} (p : Pair α β) : Eq (swap (swap p)) p := Eq.refl p
theorem eta {α : Type u} {β : Type v} (p : Pair α β) : Eq (Pair.mk p.first p.second) p := Eq.refl p
def bound (n : Nat) : Nat := let m := Nat.add n n; Nat.mul m m
theorem bound_two : Eq (bound 2) 16 := Eq.refl 16
theorem big_ok : Eq (Nat.mul 18446744073709551616 18446744073709551616) big := Eq.refl big
theorem zero_even : Even Nat.zero := Even.zero
theorem one_odd : Odd (Nat.succ Nat.zero) := Odd.succ Nat.zero Even.zero
theorem not_false : Not False := fun h => h
def size {α : Type u} (l : List α) : Nat := List.rec Nat.zero (fun _ _ n => Nat.succ n) l
theorem size_two : Eq (size (List.cons (7 : Nat) (List.cons (8 : Nat) List.nil))) 2 := Eq.refl 2
theorem proof_irrelevance (p : Prop) (a b : p) : Eq a b := Eq.refl a
def Lazy (α : Sort u) : Sort (imax 1 u) := Nat → α
end
noncomputable opaque secret : Nat := 5
end Zoo
