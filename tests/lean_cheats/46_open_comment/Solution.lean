theorem goal : ∀ n : Nat, Eq (Nat.add n 0) n := fun n => Eq.refl n

/- What comes now is part of this comment.
