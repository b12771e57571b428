/-- How many of s(d), s(2d), …, s(md) are -1; `s x = 1` stands for the sign -1 and `s x = 0` for +1. -/
def Discrepancy.minus (s : Nat → Nat) (d m : Nat) : Nat :=
  Workbench.sumBelow m (fun j => s (Nat.mul d (Nat.succ j)))

/-- All sums s(d) + s(2d) + … + s(md) with `d m ≤ n` lie between -C and C. With `q` minus signs among `m` the sum is
`m - 2 q`, so this says `m ≤ 2 q + C` and `2 q ≤ m + C`. -/
def Discrepancy.Sequence (C n : Nat) (s : Nat → Nat) : Prop :=
  And (∀ x : Nat, Nat.le 1 x → Nat.le x n → Nat.lt (s x) 2)
    (∀ d m : Nat, Nat.le 1 d → Nat.le 1 m → Nat.le (Nat.mul d m) n →
      And (Nat.le m (Nat.add (Nat.mul 2 (Discrepancy.minus s d m)) C))
        (Nat.le (Nat.mul 2 (Discrepancy.minus s d m)) (Nat.add m C)))

/-- s(ab) = s(a) s(b) whenever `a b ≤ n`; signs multiply as their numbers add modulo 2. -/
def Discrepancy.Multiplicative (n : Nat) (s : Nat → Nat) : Prop :=
  ∀ a b : Nat, Nat.le 1 a → Nat.le 1 b → Nat.le (Nat.mul a b) n →
    Eq (s (Nat.mul a b)) (Nat.mod (Nat.add (s a) (s b)) 2)

def Discrepancy.check (C n : Nat) (s : Nat → Nat) : Bool :=
  and (Workbench.allUpTo n (fun x => Nat.ble (Nat.succ (s x)) 2))
    (Workbench.allProducts n (fun d m =>
      and (Nat.ble m (Nat.add (Nat.mul 2 (Discrepancy.minus s d m)) C))
        (Nat.ble (Nat.mul 2 (Discrepancy.minus s d m)) (Nat.add m C))))

def Discrepancy.checkMultiplicative (n : Nat) (s : Nat → Nat) : Bool :=
  Workbench.allProducts n (fun a b => Nat.beq (s (Nat.mul a b)) (Nat.mod (Nat.add (s a) (s b)) 2))

theorem Discrepancy.sound {C n : Nat} {s : Nat → Nat} :
    Eq (Discrepancy.check C n s) Bool.true → Discrepancy.Sequence C n s :=
  Workbench.both (Workbench.allUpTo_sound (fun _ => Workbench.lt_of_ble) n)
    (Workbench.allProducts_sound
      (fun d m => Workbench.both
        (Workbench.le_of_ble m (Nat.add (Nat.mul 2 (Discrepancy.minus s d m)) C))
        (Workbench.le_of_ble (Nat.mul 2 (Discrepancy.minus s d m)) (Nat.add m C))) n)

theorem Discrepancy.multiplicative_sound {n : Nat} {s : Nat → Nat} :
    Eq (Discrepancy.checkMultiplicative n s) Bool.true → Discrepancy.Multiplicative n s :=
  Workbench.allProducts_sound
    (fun a b => Workbench.eq_of_beq (s (Nat.mul a b)) (Nat.mod (Nat.add (s a) (s b)) 2)) n
