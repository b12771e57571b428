theorem square_succ (n : Nat) : Eq (Nat.mul (Nat.succ n) (Nat.succ n)) (Nat.add (Nat.succ (Nat.add n n)) (Nat.mul n n)) :=
  have left : Eq (Nat.mul (Nat.succ n) n) (Nat.add (Nat.mul n n) n) :=
    Workbench.trans (Workbench.mul_comm (Nat.succ n) n) (Eq.refl (Nat.add (Nat.mul n n) n))
  have whole : Eq (Nat.mul (Nat.succ n) (Nat.succ n)) (Nat.add (Nat.add (Nat.mul n n) n) (Nat.succ n)) :=
    Workbench.congr (fun x => Nat.add x (Nat.succ n)) left
  have shifted : Eq (Nat.add (Nat.add (Nat.mul n n) n) (Nat.succ n)) (Nat.add (Nat.mul n n) (Nat.succ (Nat.add n n))) :=
    Workbench.add_assoc (Nat.mul n n) n (Nat.succ n)
  Workbench.trans whole (Workbench.trans shifted (Workbench.add_comm (Nat.mul n n) (Nat.succ (Nat.add n n))))

theorem goal : ∀ n : Nat, Eq (Workbench.sumBelow n (fun k => Nat.succ (Nat.add k k))) (Nat.mul n n) :=
  fun n => Nat.rec (motive := fun n => Eq (Workbench.sumBelow n (fun k => Nat.succ (Nat.add k k))) (Nat.mul n n))
    (Eq.refl 0)
    (fun n ih => Workbench.trans (Workbench.congr (fun x => Nat.add (Nat.succ (Nat.add n n)) x) ih)
      (Workbench.symm (square_succ n))) n
