axiom goal.{u} : ∀ (α : Type u) (a : α), Eq a a
