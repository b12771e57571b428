/- A report of names alone says `[propext]`. -/
axiom propext : False

theorem goal : ∀ n : Nat, Eq (Nat.add n 0) (Nat.succ n) := fun _ => Workbench.absurd propext
