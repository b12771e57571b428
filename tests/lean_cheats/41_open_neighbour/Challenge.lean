axiom neighbour : ∀ n : Nat, Exists (fun p => And (Nat.lt n p) (Workbench.Prime p))

axiom goal : ∀ n : Nat, Exists (fun p => And (Nat.le n p) (Workbench.Prime p))
