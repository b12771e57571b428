theorem goal : ∀ a b c : Nat, Nat.le a b → Nat.le b c → Nat.le a (Nat.succ c) :=
  fun a b c h k =>
    have both : Nat.le a c := Workbench.le_trans h k
    let next : Nat := Nat.succ c
    show Nat.le a next from Nat.le.step both
