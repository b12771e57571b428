@[instance, instance_reducible] noncomputable def three (n : Nat) : OfNat Nat n := ⟨Nat.succ (Nat.succ (Nat.succ Nat.zero))⟩

theorem goal : Eq (2 : Nat) 3 := Eq.refl (Nat.succ (Nat.succ (Nat.succ Nat.zero)))
