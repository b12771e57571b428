axiom goal : Not (Workbench.Divides 7 100)
