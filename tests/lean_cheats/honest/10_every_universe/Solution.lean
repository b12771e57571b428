theorem goal.{u} : ∀ (α : Type u) (a b : α), Eq a b → Eq b a :=
  fun α a b h => @Eq.rec α a (fun x _ => Eq x a) (Eq.refl a) b h
