open Lean Elab Tactic in
theorem goal : ∀ n : Nat, n + 0 = n + 1 := by
  run_tac do
    let target ← getMainTarget
    addDecl (.axiomDecl { name := `lent, levelParams := [], type := target, isUnsafe := false })
  exact lent
