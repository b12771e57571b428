open Nat in
theorem helper {p : ℕ} (hp : p.Prime) (h : p ≠ 2) : p % 2 = 1 := by
  rcases hp.eq_two_or_odd with rfl | odd
  · exact absurd rfl h
  · exact odd

theorem goal : ∀ n < 20, n ^ 2 % 4 = 0 ∨ n ^ 2 % 4 = 1 := by
  decide

@[simp] lemma small (n : ℕ) (h : n < 3) : n = 0 ∨ n = 1 ∨ n = 2 := by
  interval_cases n <;> simp
