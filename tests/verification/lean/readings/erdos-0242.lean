theorem to_family (n x y z : Nat) (h : ErdosStraus.Sum n x y z) : Straus.Decomposition Bool.true 4 n x y z :=
  And.intro h.left (And.intro (Workbench.le_trans (Nat.le.step (@Nat.le.refl x)) h.right.left)
    (And.intro (Workbench.le_trans (Nat.le.step (@Nat.le.refl y)) h.right.right.left)
      (And.intro (fun _ => And.intro h.right.left h.right.right.left) h.right.right.right)))

theorem from_family (n x y z : Nat) (h : Straus.Decomposition Bool.true 4 n x y z) : ErdosStraus.Sum n x y z :=
  have apart : And (Nat.lt x y) (Nat.lt y z) := h.right.right.right.left (Eq.refl Bool.true)
  And.intro h.left (And.intro apart.left (And.intro apart.right h.right.right.right.right))
