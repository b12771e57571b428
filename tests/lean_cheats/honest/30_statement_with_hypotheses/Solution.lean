theorem goal : ∀ a b c : Nat, Workbench.Divides a b → Workbench.Divides b c → Workbench.Divides a c :=
  fun a _ _ h k => Workbench.unpack h (fun x e => Workbench.unpack k (fun y f =>
    Exists.intro (Nat.mul x y) (Workbench.trans f
      (Workbench.trans (Workbench.congr (fun z => Nat.mul z y) e) (Workbench.mul_assoc a x y)))))
