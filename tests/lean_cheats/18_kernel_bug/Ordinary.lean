open Lean in
run_meta do
  let bad := mkApp (mkConst ``List [.zero]) (mkApp (mkConst ``Nat.zero) (mkConst `Bad))
  addDecl (.inductDecl [] 0 [{ name := `Bad, type := mkSort 1, ctors := [{ name := `Bad.mk, type := .forallE `x bad (mkConst `Bad) .default }] }] false)
