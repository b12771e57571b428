axiom goal : Workbench.Prime 9
