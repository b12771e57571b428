import FormalConjectures.Util.ProblemImports

theorem goal : answer(sorry) ↔ Nat.Prime 9 := by
  simp
  norm_num
