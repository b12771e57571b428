unsafe def one (_ : Nat) : Nat := 1

@[implemented_by one] def zero (_ : Nat) : Nat := 0

theorem lie : zero 0 = 1 := by native_decide

theorem goal : ∀ n : Nat, n + 0 = n + 1 := (Nat.zero_ne_one lie).elim
