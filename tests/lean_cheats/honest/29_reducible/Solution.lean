@[reducible] noncomputable def Below (a b : Nat) : Prop := Nat.le a b

theorem step (a : Nat) : Below a (Nat.succ a) := Nat.le.step (@Nat.le.refl a)

theorem goal : Nat.le 2 3 := step 2
