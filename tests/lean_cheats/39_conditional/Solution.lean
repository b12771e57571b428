theorem goal (conjecture : ∀ n : Nat, Exists (fun p => And (Nat.lt n p) (And (Workbench.Prime p) (Workbench.Prime (Nat.add p 2))))) :
    ∀ n : Nat, Exists (fun p => And (Nat.lt n p) (Workbench.Prime p)) :=
  fun n => Workbench.unpack (conjecture n) (fun p h => Exists.intro p (And.intro h.left h.right.left))
