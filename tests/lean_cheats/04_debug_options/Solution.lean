axiom sorryAx.{u} (α : Sort u) (synthetic : Bool) : α

set_option debug.proofAsSorry true in
theorem goal : ∀ n : Nat, Eq (Nat.add n 0) (Nat.succ n) := fun n => Eq.refl n
