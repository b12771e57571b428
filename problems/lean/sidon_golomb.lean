/-- `A` is a Sidon set of `k` numbers in 1 … N: `a + b = c + d` forces `{a, b} = {c, d}`. -/
def Sidon.Set (N k : Nat) (A : List Nat) : Prop :=
  And (Eq (Workbench.length A) k)
    (And (Workbench.IncreasingFrom 0 A)
      (And (∀ a : Nat, Workbench.Mem a A → Nat.le a N)
        (∀ a : Nat, Workbench.Mem a A → ∀ b : Nat, Workbench.Mem b A →
          ∀ c : Nat, Workbench.Mem c A → ∀ d : Nat, Workbench.Mem d A →
          Eq (Nat.add a b) (Nat.add c d) →
          Or (And (Eq a c) (Eq b d)) (And (Eq a d) (Eq b c)))))

/-- `one` maps each sum `a + b` back to one of its summands, which shows that the sum has no others. -/
def Sidon.check (one : Nat → Nat) (N k : Nat) (A : List Nat) : Bool :=
  and (Nat.beq (Workbench.length A) k)
    (and (Workbench.increasingFrom 0 A)
      (and (Workbench.all A (fun a => Nat.ble a N))
        (Workbench.all A (fun a => Workbench.all A (fun b =>
          or (Nat.beq (one (Nat.add a b)) a) (Nat.beq (one (Nat.add a b)) b))))))

theorem Sidon.pair {a b c d : Nat} (e : Eq (Nat.add a b) (Nat.add c d)) (h : Eq a c) : And (Eq a c) (Eq b d) :=
  And.intro h (Workbench.add_right_cancel a
    (Workbench.trans (Workbench.add_comm b a) (Workbench.trans e
      (Workbench.trans (Workbench.add_comm c d)
        (Workbench.congr (fun x => Nat.add d x) (Workbench.symm h))))))

theorem Sidon.match_pairs (one : Nat → Nat) {a b c d : Nat}
    (p : Or (Eq (one (Nat.add a b)) a) (Eq (one (Nat.add a b)) b))
    (q : Or (Eq (one (Nat.add c d)) c) (Eq (one (Nat.add c d)) d))
    (e : Eq (Nat.add a b) (Nat.add c d)) : Or (And (Eq a c) (Eq b d)) (And (Eq a d) (Eq b c)) :=
  Workbench.cases p
    (fun p => Workbench.cases q
      (fun q => Or.inl (Sidon.pair e (Workbench.trans (Workbench.symm p) (Workbench.trans (Workbench.congr one e) q))))
      (fun q => Or.inr (Sidon.pair (Workbench.trans e (Workbench.add_comm c d))
        (Workbench.trans (Workbench.symm p) (Workbench.trans (Workbench.congr one e) q)))))
    (fun p => Workbench.cases q
      (fun q => Or.inr (Workbench.split (Sidon.pair (Workbench.trans (Workbench.add_comm b a) e)
        (Workbench.trans (Workbench.symm p) (Workbench.trans (Workbench.congr one e) q)))
        (fun x y => And.intro y x)))
      (fun q => Or.inl (Workbench.split
        (Sidon.pair (Workbench.trans (Workbench.add_comm b a) (Workbench.trans e (Workbench.add_comm c d)))
          (Workbench.trans (Workbench.symm p) (Workbench.trans (Workbench.congr one e) q)))
        (fun x y => And.intro y x))))

theorem Sidon.summands {one : Nat → Nat} {A : List Nat}
    (h : Eq (Workbench.all A (fun a => Workbench.all A (fun b =>
      or (Nat.beq (one (Nat.add a b)) a) (Nat.beq (one (Nat.add a b)) b)))) Bool.true) :
    ∀ a : Nat, Workbench.Mem a A → ∀ b : Nat, Workbench.Mem b A →
      Or (Eq (one (Nat.add a b)) a) (Eq (one (Nat.add a b)) b) :=
  Workbench.all_sound
    (P := fun a => ∀ b : Nat, Workbench.Mem b A → Or (Eq (one (Nat.add a b)) a) (Eq (one (Nat.add a b)) b))
    (fun a => Workbench.all_sound (P := fun b => Or (Eq (one (Nat.add a b)) a) (Eq (one (Nat.add a b)) b))
      (fun b => Workbench.either (Workbench.eq_of_beq (one (Nat.add a b)) a)
        (Workbench.eq_of_beq (one (Nat.add a b)) b)) A) A h

theorem Sidon.sound {one : Nat → Nat} {N k : Nat} {A : List Nat} :
    Eq (Sidon.check one N k A) Bool.true → Sidon.Set N k A :=
  Workbench.both (Workbench.eq_of_beq (Workbench.length A) k)
    (Workbench.both (Workbench.increasing_sound A 0)
      (Workbench.both (Workbench.all_sound (fun a => Workbench.le_of_ble a N) A)
        (fun h a ma b mb c mc d md e =>
          Sidon.match_pairs one (Sidon.summands h a ma b mb) (Sidon.summands h c mc d md) e)))
