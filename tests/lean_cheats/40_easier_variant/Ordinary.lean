theorem goal.variants.easy : ∀ n : ℕ, ∃ p, n ≤ p ∧ p.Prime := Nat.exists_infinite_primes
