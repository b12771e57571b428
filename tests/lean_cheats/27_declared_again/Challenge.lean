axiom goal : Workbench.Divides 2 3
