theorem axiom_free (n : Nat) : Eq n n := Eq.refl n

theorem evaluation_of_imports (exports : Nat) : Eq exports exports := axiom_free exports

theorem goal : ∀ n : Nat, Eq (Nat.add n 0) n := fun initial => evaluation_of_imports initial
