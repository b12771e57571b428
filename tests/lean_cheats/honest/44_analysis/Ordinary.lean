open Filter Topology

variable {f : ℝ → ℝ}

theorem bounded_below (hf : ∀ x, 0 ≤ f x) : BddBelow (Set.range f) :=
  ⟨0, by rintro _ ⟨x, rfl⟩; exact hf x⟩

theorem goal : Tendsto (fun n : ℕ => (1 : ℝ) / (n + 1)) atTop (𝓝 0) := by
  simpa using tendsto_one_div_add_atTop_nhds_zero_nat (𝕜 := ℝ)
