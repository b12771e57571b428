axiom goal : Exists (fun n => And (Nat.lt 100 n) (Workbench.Prime n))
