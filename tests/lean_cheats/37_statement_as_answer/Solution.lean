def answer : Prop :=
  ∀ n : Nat, Exists (fun p => And (Nat.lt n p) (And (Workbench.Prime p) (Workbench.Prime (Nat.add p 2))))

theorem goal :
    Eq answer (∀ n : Nat, Exists (fun p => And (Nat.lt n p) (And (Workbench.Prime p) (Workbench.Prime (Nat.add p 2))))) :=
  Eq.refl answer
