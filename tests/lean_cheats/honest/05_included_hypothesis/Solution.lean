section
variable {n : Nat} (h : Nat.lt n 4)
include h

theorem one_more : Nat.lt n 5 := Nat.le.step h

omit h in
theorem unrelated : Eq n n := Eq.refl n
end

theorem goal : Nat.lt 2 5 := one_more (Workbench.lt_of_ble (Eq.refl Bool.true))
