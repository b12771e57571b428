axiom goal.{u} : ∀ (α : Type u) (a b : α), Eq a b → Eq b a
