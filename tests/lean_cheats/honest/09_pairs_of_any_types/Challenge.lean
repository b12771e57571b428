structure Pair.{u, v} (α : Type u) (β : Type v) : Type (max u v) where
  first : α
  second : β

def Pair.swap.{u, v} {α : Type u} {β : Type v} (p : Pair α β) : Pair β α := ⟨p.second, p.first⟩

axiom goal.{u, v} : ∀ (α : Type u) (β : Type v) (p : Pair α β), Eq p.swap.swap p
