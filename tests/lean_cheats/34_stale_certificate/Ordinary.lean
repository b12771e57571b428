def table : String := include_str "table.txt"

theorem goal (x : BitVec 8) : x &&& 0 = 1 := by
  bv_check "goal.lrat"
