unsafe def torn : Nat := unsafeCast (-4294967296 : Int)

@[implemented_by torn] opaque value : Nat

open Lean in
run_elab addDecl <| .defnDecl
  { name := `bad, levelParams := [], type := mkConst ``Nat, value := .lit (.natVal value), hints := .opaque, safety := .safe }
