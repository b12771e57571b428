open Lean Elab Command in
run_cmd do
  let type ← liftTermElabM <| Term.elabTerm (← `(∀ n : Nat, n + 0 = n + 1)) none
  let made := Declaration.thmDecl { name := `goal, levelParams := [], type, value := mkConst ``True.intro }
  modifyEnv fun env => (env.addDeclCore (doCheck := false) 0 made none).toOption.getD env
