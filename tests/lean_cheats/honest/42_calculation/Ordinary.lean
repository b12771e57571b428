theorem goal (n : ℕ) : ∑ k ∈ Finset.range n, (2 * k + 1) = n ^ 2 := by
  induction n with
  | zero => simp
  | succ n ih =>
    calc ∑ k ∈ Finset.range (n + 1), (2 * k + 1)
        = n ^ 2 + (2 * n + 1) := by rw [Finset.sum_range_succ, ih]
      _ = (n + 1) ^ 2 := by ring
