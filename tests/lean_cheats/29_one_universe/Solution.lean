theorem goal : ∀ (α : Type) (a : α), Eq a a := fun _ a => Eq.refl a
