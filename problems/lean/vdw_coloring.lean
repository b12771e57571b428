/-- `χ` colours 1 … n with colours numbered from 0, one for each entry of `ks`; no progression `a, a + d, …` inside
1 … n with as many terms as the entry for the colour of `a` says has that colour throughout. -/
def Vdw.Coloring (ks : List Nat) (n : Nat) (χ : Nat → Nat) : Prop :=
  And (∀ x : Nat, Nat.le 1 x → Nat.le x n → Nat.lt (χ x) (Workbench.length ks))
    (∀ a : Nat, Nat.le 1 a → Nat.le a n → ∀ d : Nat, Nat.le 1 d → Nat.le d n →
      Not (∀ j : Nat, Nat.lt j (Workbench.nth ks (χ a)) →
        And (Nat.le (Nat.add a (Nat.mul d j)) n) (Eq (χ (Nat.add a (Nat.mul d j))) (χ a))))

def Vdw.check (ks : List Nat) (n : Nat) (χ : Nat → Nat) : Bool :=
  and (Workbench.allUpTo n (fun x => Nat.ble (Nat.succ (χ x)) (Workbench.length ks)))
    (Workbench.allUpTo n (fun a => Workbench.allUpTo n (fun d =>
      Workbench.anyBelow (Workbench.nth ks (χ a)) (fun j =>
        or (Nat.ble (Nat.succ n) (Nat.add a (Nat.mul d j)))
          (not (Nat.beq (χ (Nat.add a (Nat.mul d j))) (χ a)))))))

theorem Vdw.sound {ks : List Nat} {n : Nat} {χ : Nat → Nat} :
    Eq (Vdw.check ks n χ) Bool.true → Vdw.Coloring ks n χ :=
  Workbench.both (Workbench.allUpTo_sound (fun _ => Workbench.lt_of_ble) n)
    (Workbench.allUpTo_sound
      (P := fun a => ∀ d : Nat, Nat.le 1 d → Nat.le d n → Not (∀ j : Nat, Nat.lt j (Workbench.nth ks (χ a)) →
        And (Nat.le (Nat.add a (Nat.mul d j)) n) (Eq (χ (Nat.add a (Nat.mul d j))) (χ a))))
      (fun a => Workbench.allUpTo_sound
        (P := fun d => Not (∀ j : Nat, Nat.lt j (Workbench.nth ks (χ a)) →
          And (Nat.le (Nat.add a (Nat.mul d j)) n) (Eq (χ (Nat.add a (Nat.mul d j))) (χ a))))
        (fun d h whole => Workbench.unpack
          (Workbench.anyBelow_sound
            (P := fun j => Or (Nat.lt n (Nat.add a (Nat.mul d j))) (Not (Eq (χ (Nat.add a (Nat.mul d j))) (χ a))))
            (fun _ => Workbench.either Workbench.lt_of_ble Workbench.ne_of_not_beq) (Workbench.nth ks (χ a)) h)
          (fun j both => Workbench.cases both.right
            (fun out => Workbench.lt_le_absurd out (whole j both.left).left)
            (fun other => other (whole j both.left).right))) n) n)
