axiom goal : Not (Workbench.Prime 7)
