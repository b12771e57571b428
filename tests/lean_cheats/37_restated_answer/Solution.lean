noncomputable def answer : Nat → Prop := fun n => Workbench.Prime (Nat.succ (Nat.mul n n))

theorem goal : ∀ n : Nat, Eq (answer n) (Workbench.Prime (Nat.succ (Nat.mul n n))) :=
  fun n => Eq.refl (answer n)
