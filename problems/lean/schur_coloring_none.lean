/-! That there is no colouring, by a refutation: the number `x + 1` is the vertex `x`. -/

/-- For any colour: `a + 1`, `b + 1` and their sum, where `a ≤ b`; when `weak` is true, for `a < b` only. -/
def Schur.edges (weak : Bool) (n : Nat) (_ : Nat) : List (List Nat) :=
  Colouring.flat n (fun a => Colouring.flat n (fun b =>
    Colouring.guard
      (and (Nat.ble a b) (and (Nat.ble (Nat.succ (Nat.succ (Nat.add a b))) n) (or (not weak) (not (Nat.beq a b)))))
      (List.cons a (Bool.rec (motive := fun _ => List Nat)
        (List.cons b (List.cons (Nat.succ (Nat.add a b)) List.nil)) (List.cons (Nat.succ (Nat.add a b)) List.nil)
        (Nat.beq a b)))))

theorem Schur.good {weak : Bool} {k n : Nat} {χ : Nat → Nat} (h : Schur.Coloring weak k n χ) :
    Colouring.Good n k (Schur.edges weak n) (fun x => χ (Nat.succ x)) :=
  And.intro (fun x l => h.left (Nat.succ x) (Workbench.one_le_succ x) l)
    (fun c _ => Colouring.every_flat n (fun a _ => Colouring.every_flat n (fun b _ => Colouring.every_guard
      (fun ok => Workbench.split
        (Workbench.both (Workbench.le_of_ble a b)
          (Workbench.both (@Workbench.lt_of_ble (Nat.succ (Nat.add a b)) n)
            (Workbench.either (a := not weak) (fun h => h) Workbench.ne_of_not_beq)) ok)
        (fun _ rest mono => Bool.rec
          (motive := fun t => Eq (Nat.beq a b) t →
            Lrat.Every (fun x => Eq (χ (Nat.succ x)) c) (Bool.rec (motive := fun _ => List Nat)
              (List.cons b (List.cons (Nat.succ (Nat.add a b)) List.nil))
              (List.cons (Nat.succ (Nat.add a b)) List.nil) t) → False)
          (fun _ three => Schur.clash h rest.left (Eq.refl (Nat.succ (Nat.add a b)))
            (Workbench.trans mono.left (Workbench.symm three.right.left))
            (Workbench.trans three.left (Workbench.symm three.right.left)) rest.right)
          (fun same two => Schur.clash h rest.left (Eq.refl (Nat.succ (Nat.add a b)))
            (Workbench.trans mono.left (Workbench.symm two.left))
            (Workbench.subst (fun z => Eq (χ (Nat.succ z)) (χ (Nat.succ (Nat.succ (Nat.add a b)))))
              (Workbench.eq_of_beq a b same) (Workbench.trans mono.left (Workbench.symm two.left))) rest.right)
          (Nat.beq a b) (Eq.refl (Nat.beq a b)) mono.right)))))

theorem Schur.none {weak : Bool} {k n v b m r q fuel : Nat} {yes no table : Nat → Nat}
    {hints : List Nat}
    (h : Eq (Colouring.refuted n k v b m r q fuel yes no table hints (Schur.edges weak n)) Bool.true) :
    Not (Exists (fun χ => Schur.Coloring weak k n χ)) :=
  fun some => Workbench.unpack some (fun χ good => Colouring.none h (fun x => χ (Nat.succ x)) (Schur.good good))
