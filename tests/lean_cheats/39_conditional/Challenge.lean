axiom goal : ∀ n : Nat, Exists (fun p => And (Nat.lt n p) (Workbench.Prime p))
