set_option maxHeartbeats 400000 in
theorem goal (x y : ℝ) (h : 0 < x) (k : 0 < y) : x / y + y / x ≥ 2 := by
  have hxy : 0 < x * y := mul_pos h k
  have key : x / y + y / x - 2 = (x - y) ^ 2 / (x * y) := by
    field_simp
    ring
  have : 0 ≤ (x - y) ^ 2 / (x * y) := div_nonneg (sq_nonneg _) hxy.le
  linarith
