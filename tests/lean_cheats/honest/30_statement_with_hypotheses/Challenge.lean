axiom goal : ∀ a b c : Nat, Workbench.Divides a b → Workbench.Divides b c → Workbench.Divides a c
