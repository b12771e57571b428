opaque hidden : False := sorryAx _ false

theorem goal : ∀ n : Nat, n + 0 = n + 1 := hidden.elim
