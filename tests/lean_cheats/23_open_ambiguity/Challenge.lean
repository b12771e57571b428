open Workbench in
axiom goal : Prime 9
