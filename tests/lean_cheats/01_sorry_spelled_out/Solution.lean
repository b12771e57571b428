/- The small core has no `sorryAx`; this is how Lean's library declares it. -/
axiom sorryAx.{u} (α : Sort u) (synthetic : Bool) : α

theorem goal : ∀ n : Nat, Eq (Nat.add n 0) (Nat.succ n) := sorryAx _ Bool.false
