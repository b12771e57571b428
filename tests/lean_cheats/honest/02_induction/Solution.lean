theorem congruent {a b : Nat} (h : Eq a b) : Eq (Nat.succ a) (Nat.succ b) :=
  Workbench.congr Nat.succ h

theorem goal : ∀ n : Nat, Eq (Nat.add 0 n) n :=
  fun n => Nat.rec (motive := fun n => Eq (Nat.add 0 n) n) (Eq.refl 0) (fun _ ih => congruent ih) n
