open Lean in
run_meta do
  let forged : ConstructorVal :=
    { name := `False.made, levelParams := [], type := mkConst ``False, induct := ``False, cidx := 0, numParams := 0,
      numFields := 0, isUnsafe := false }
  modifyEnv fun env => { env with constants := env.constants.insert `False.made (.ctorInfo forged) }
