axiom goal : Eq (Workbench.kernel (Nat.rec (motive := fun _ => Bool) Bool.true (fun _ b => not b) 1000000000)) Bool.true
