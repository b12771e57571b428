axiom goal : Not (Workbench.Prime 1001)
