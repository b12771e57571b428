theorem goal.{v} : ∀ (α : Type v) (a : α), Eq a a := fun _ a => Eq.refl a
