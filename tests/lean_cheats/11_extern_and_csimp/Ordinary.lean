@[extern "answer_of_c"] opaque fast (n : Nat) : Nat

@[csimp] axiom swap : @Nat.succ = @Nat.pred

theorem goal : ∀ n : Nat, n + 0 = n + 1 := by
  intro n
  native_decide
