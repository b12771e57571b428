theorem goal (h : RiemannHypothesis) : ∀ n : ℕ, ∃ p, n < p ∧ p.Prime := fun n => Nat.exists_infinite_primes (n + 1)
