noncomputable def double (n : Nat) : Nat := Nat.add n n

axiom goal : ∀ n : Nat, Eq (double (Nat.succ n)) (Nat.succ (Nat.succ (double n)))
