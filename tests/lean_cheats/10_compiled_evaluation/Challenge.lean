axiom goal : Eq (Workbench.sumBelow 1000 (fun k => k)) 499500
