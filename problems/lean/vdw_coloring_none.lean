/-! That there is no colouring, by a refutation: the number `x + 1` is the vertex `x`. -/

/-- For colour `c`, the progressions of as many terms as its entry says. -/
def Vdw.edges (ks : List Nat) (n c : Nat) : List (List Nat) :=
  Colouring.flat n (fun d => Colouring.flat n (fun a =>
    Colouring.guard
      (and (Nat.ble 1 (Workbench.nth ks c))
        (Nat.ble (Nat.succ (Nat.add a (Nat.mul (Nat.succ d) (Nat.pred (Workbench.nth ks c))))) n))
      (Colouring.values (Workbench.nth ks c) (fun j => Nat.add a (Nat.mul (Nat.succ d) j)))))

theorem Vdw.good {ks : List Nat} {n : Nat} {χ : Nat → Nat} (h : Vdw.Coloring ks n χ) :
    Colouring.Good n (Workbench.length ks) (Vdw.edges ks n) (fun x => χ (Nat.succ x)) :=
  And.intro (fun x l => h.left (Nat.succ x) (Workbench.one_le_succ x) l)
    (fun c _ => Colouring.every_flat n (fun d dl => Colouring.every_flat n (fun a al => Colouring.every_guard
      (fun ok => Workbench.split
        (Workbench.both (Workbench.le_of_ble 1 (Workbench.nth ks c)) Workbench.lt_of_ble ok)
        (fun some inside mono => h.right (Nat.succ a) (Workbench.one_le_succ a) al (Nat.succ d)
          (Workbench.one_le_succ d) dl (fun j below => Workbench.split
            (And.intro (Colouring.of_values (Workbench.nth ks c) mono Nat.zero some)
              (Colouring.of_values (Workbench.nth ks c) mono j))
            (fun first term => Workbench.split
              (And.intro (Workbench.subst (fun z => Nat.lt j (Workbench.nth ks z)) first below) True.intro)
              (fun below _ => Workbench.subst (fun z => And (Nat.le z n) (Eq (χ z) (χ (Nat.succ a))))
                (Workbench.symm (Workbench.succ_add a (Nat.mul (Nat.succ d) j)))
                (And.intro
                  (Workbench.le_trans
                    (Workbench.succ_le_succ (Workbench.add_le_add_left a (Workbench.mul_le_mul_left (Nat.succ d)
                      (Workbench.le_of_succ_le_succ
                        (Workbench.subst (fun z => Nat.lt j z) (Workbench.succ_pred some) below)))))
                    inside)
                  (Workbench.trans (term below) (Workbench.symm first)))))))))))

theorem Vdw.none {ks : List Nat} {n v b m r q fuel : Nat} {yes no table : Nat → Nat}
    {hints : List Nat}
    (h : Eq (Colouring.refuted n (Workbench.length ks) v b m r q fuel yes no table hints (Vdw.edges ks n)) Bool.true) :
    Not (Exists (fun χ => Vdw.Coloring ks n χ)) :=
  fun some => Workbench.unpack some (fun χ good => Colouring.none h (fun x => χ (Nat.succ x)) (Vdw.good good))
