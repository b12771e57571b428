theorem goal {n : Nat} : Nat.le n n := @Nat.le.refl n
