/-- `χ` colours 1 … n with colours 0 … k - 1 so that `a`, `b` and `a + b` never share a colour; when `weak` is true
this is asked for `a ≠ b` only. -/
def Schur.Coloring (weak : Bool) (k n : Nat) (χ : Nat → Nat) : Prop :=
  And (∀ x : Nat, Nat.le 1 x → Nat.le x n → Nat.lt (χ x) k)
    (∀ a : Nat, Nat.le 1 a → ∀ b : Nat, Nat.le 1 b → Nat.le (Nat.add a b) n → (Eq weak Bool.true → Not (Eq a b)) →
      Not (And (Eq (χ a) (χ b)) (Eq (χ b) (χ (Nat.add a b)))))

def Schur.check (weak : Bool) (k n : Nat) (χ : Nat → Nat) : Bool :=
  and (Workbench.allUpTo n (fun x => Nat.ble (Nat.succ (χ x)) k))
    (Workbench.allUpTo n (fun a => Workbench.allUpTo n (fun b =>
      or (Nat.ble (Nat.succ n) (Nat.add a b))
        (or (and weak (Nat.beq a b))
          (or (not (Nat.beq (χ a) (χ b))) (not (Nat.beq (χ b) (χ (Nat.add a b)))))))))

theorem Schur.sound {weak : Bool} {k n : Nat} {χ : Nat → Nat} :
    Eq (Schur.check weak k n χ) Bool.true → Schur.Coloring weak k n χ :=
  Workbench.both (Workbench.allUpTo_sound (fun _ => Workbench.lt_of_ble) n)
    (fun h a one b one' inside apart same =>
      Workbench.cases
        (Workbench.allUpTo_sound
          (P := fun a => ∀ b : Nat, Nat.le 1 b → Nat.le b n → Or (Nat.lt n (Nat.add a b))
            (Or (And (Eq weak Bool.true) (Eq a b))
              (Or (Not (Eq (χ a) (χ b))) (Not (Eq (χ b) (χ (Nat.add a b)))))))
          (fun a => Workbench.allUpTo_sound
            (P := fun b => Or (Nat.lt n (Nat.add a b)) (Or (And (Eq weak Bool.true) (Eq a b))
              (Or (Not (Eq (χ a) (χ b))) (Not (Eq (χ b) (χ (Nat.add a b)))))))
            (fun b => Workbench.either Workbench.lt_of_ble
              (Workbench.either (Workbench.both (fun h => h) (Workbench.eq_of_beq a b))
                (Workbench.either Workbench.ne_of_not_beq Workbench.ne_of_not_beq))) n) n h a one
          (Workbench.le_trans (Workbench.le_add a b) inside) b one'
          (Workbench.le_trans (Workbench.le_add_left a b) inside))
        (fun out => Workbench.lt_le_absurd out inside)
        (fun rest => Workbench.cases rest
          (fun equal => apart equal.left equal.right)
          (fun differ => Workbench.cases differ (fun f => f same.left) (fun f => f same.right))))
