theorem helper : 2 ^ 40 % 7 = 2 := by
  decide +native

theorem goal (x : BitVec 64) : x + x = 2 * x := by
  bv_decide
