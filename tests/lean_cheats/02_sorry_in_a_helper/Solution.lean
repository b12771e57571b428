axiom sorryAx.{u} (α : Sort u) (synthetic : Bool) : α

opaque hidden : False := sorryAx False Bool.false

theorem goal : ∀ n : Nat, Eq (Nat.add n 0) (Nat.succ n) := fun _ => Workbench.absurd hidden
