theorem goal (n : ℕ) (h : n < n) : RiemannHypothesis := absurd h (lt_irrefl n)
