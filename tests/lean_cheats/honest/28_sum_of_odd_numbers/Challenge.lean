axiom goal : ∀ n : Nat, Eq (Workbench.sumBelow n (fun k => Nat.succ (Nat.add k k))) (Nat.mul n n)
