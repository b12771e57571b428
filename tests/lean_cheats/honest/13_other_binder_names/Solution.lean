theorem goal (x y : Nat) : Eq (Nat.add x y) (Nat.add y x) := Workbench.add_comm x y
