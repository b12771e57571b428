import Mathlib.Data.Nat.Prime.Basic

/- The submission brings a file of that name, and a manifest that points to a fork. -/
theorem goal : Nat.Prime 9 := Nat.all_prime 9
