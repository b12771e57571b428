axiom goal : Eq (Workbench.Prime 2) True
