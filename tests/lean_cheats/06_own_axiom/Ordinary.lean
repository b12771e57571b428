axiom shortcut : False

theorem goal : ∀ n : Nat, n + 0 = n + 1 := shortcut.elim
