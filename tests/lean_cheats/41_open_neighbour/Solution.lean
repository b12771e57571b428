axiom neighbour : ∀ n : Nat, Exists (fun p => And (Nat.lt n p) (Workbench.Prime p))

theorem goal : ∀ n : Nat, Exists (fun p => And (Nat.le n p) (Workbench.Prime p)) :=
  fun n => Workbench.unpack (neighbour n)
    (fun p h => Exists.intro p (And.intro (Workbench.le_trans (Nat.le.step (@Nat.le.refl n)) h.left) h.right))
