prelude
set_option autoImplicit false
set_option linter.all false
set_option genCtorIdx false
set_option genSizeOf false
set_option genInjectivity false

inductive True : Prop where
  | intro : True

inductive False : Prop

inductive Eq.{u} {α : Sort u} : α → α → Prop where
  | refl (a : α) : Eq a a

inductive Nat where
  | zero : Nat
  | succ (n : Nat) : Nat

/- The kernel multiplies literals correctly; for everything else this is what multiplication means. -/
noncomputable def Nat.mul (_ _ : Nat) : Nat := Nat.zero

theorem by_definition : ∀ n : Nat, Eq (Nat.mul n n) Nat.zero := fun _ => Eq.refl Nat.zero

theorem absurdity (h : Eq (Nat.succ Nat.zero) Nat.zero) : False :=
  @Eq.rec Nat (Nat.succ Nat.zero) (fun x _ => Nat.rec (motive := fun _ => Prop) False (fun _ _ => True) x) True.intro
    Nat.zero h

theorem goal : False := absurdity (by_definition (Nat.succ Nat.zero))
