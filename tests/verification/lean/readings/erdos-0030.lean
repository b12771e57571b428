theorem to_family (N k : Nat) (h : SidonSet.OfSize N k) : Exists (fun A => Sidon.Set N k A) :=
  Workbench.unpack h (fun A h => Exists.intro A (And.intro h.right.right.left (And.intro h.left
    (And.intro h.right.left (fun a ma b mb c mc d md e => h.right.right.right a b c d ma mb mc md e)))))

theorem from_family (N k : Nat) (h : Exists (fun A => Sidon.Set N k A)) : SidonSet.OfSize N k :=
  Workbench.unpack h (fun A h => Exists.intro A (And.intro h.right.left (And.intro h.right.right.left
    (And.intro h.left (fun a b c d ma mb mc md e => h.right.right.right a ma b mb c mc d md e)))))
