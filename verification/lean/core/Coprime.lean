/-!
Numbers without a common factor, and that a factor of a product that has none with one part divides the other.
-/

noncomputable section

/-! ## Divisibility -/

theorem Workbench.divides_self (a : Nat) : Workbench.Divides a a :=
  Exists.intro 1 (Workbench.symm (Workbench.mul_one a))

theorem Workbench.divides_mul {a b : Nat} (c : Nat) (h : Workbench.Divides a b) : Workbench.Divides a (Nat.mul b c) :=
  Workbench.unpack h (fun q e => Exists.intro (Nat.mul q c)
    (Workbench.trans (Workbench.congr (fun z => Nat.mul z c) e) (Workbench.mul_assoc a q c)))

theorem Workbench.divides_mul_left {a b : Nat} (c : Nat) (h : Workbench.Divides a b) :
    Workbench.Divides a (Nat.mul c b) :=
  Workbench.subst (fun z => Workbench.Divides a z) (Workbench.mul_comm b c) (Workbench.divides_mul c h)

theorem Workbench.divides_trans {a b c : Nat} (h : Workbench.Divides a b) (k : Workbench.Divides b c) :
    Workbench.Divides a c :=
  Workbench.unpack k (fun q e => Workbench.subst (fun z => Workbench.Divides a z) (Workbench.symm e)
    (Workbench.divides_mul q h))

theorem Workbench.right_zero (a : Nat) (b : Nat) : Eq (Nat.add a b) Nat.zero → Eq b Nat.zero :=
  Nat.rec (motive := fun b => Eq (Nat.add a b) Nat.zero → Eq b Nat.zero) (fun _ => Eq.refl Nat.zero)
    (fun b _ h => Workbench.absurd (Workbench.succ_ne_zero (Nat.add a b) h)) b

/-- What divides a sum and one part divides the rest. -/
theorem Workbench.divides_rest (d b y : Nat) : ∀ x : Nat, Eq (Nat.mul d x) (Nat.add (Nat.mul d y) b) →
    Workbench.Divides d b :=
  Nat.rec (motive := fun y => ∀ x : Nat, Eq (Nat.mul d x) (Nat.add (Nat.mul d y) b) → Workbench.Divides d b)
    (fun x h => Exists.intro x (Workbench.symm (Workbench.trans h (Workbench.zero_add b))))
    (fun y ih x => Nat.rec
      (motive := fun x => Eq (Nat.mul d x) (Nat.add (Nat.mul d (Nat.succ y)) b) → Workbench.Divides d b)
      (fun h => Exists.intro Nat.zero (Workbench.right_zero (Nat.mul d (Nat.succ y)) b (Workbench.symm h)))
      (fun x _ h => ih x (Workbench.add_right_cancel d
        (Workbench.trans h (Workbench.add_right_comm (Nat.mul d y) d b)))) x) y

/-! ## Coprime numbers -/

/-- `a u = b v + 1` for some `u` and `v`. -/
def Workbench.Coprime (a b : Nat) : Prop :=
  Exists (fun u => Exists (fun v => Eq (Nat.mul a u) (Nat.succ (Nat.mul b v))))

/-- One of the two ways round. -/
def Workbench.Apart (a b : Nat) : Prop := Or (Workbench.Coprime a b) (Workbench.Coprime b a)

theorem Workbench.coprime_factors {a b c d : Nat} (h : Workbench.Coprime a b) (ca : Workbench.Divides c a)
    (db : Workbench.Divides d b) : Workbench.Coprime c d :=
  Workbench.unpack h (fun u h => Workbench.unpack h (fun v e => Workbench.unpack ca (fun p ep =>
    Workbench.unpack db (fun q eq => Exists.intro (Nat.mul p u) (Exists.intro (Nat.mul q v)
      (Workbench.trans (Workbench.symm (Workbench.mul_assoc c p u))
        (Workbench.trans (Workbench.congr (fun z => Nat.mul z u) (Workbench.symm ep))
          (Workbench.trans e (Workbench.congr Nat.succ
            (Workbench.trans (Workbench.congr (fun z => Nat.mul z v) eq) (Workbench.mul_assoc d q v)))))))))))

theorem Workbench.apart_factors {a b c d : Nat} (h : Workbench.Apart a b) (ca : Workbench.Divides c a)
    (db : Workbench.Divides d b) : Workbench.Apart c d :=
  Workbench.cases h (fun h => Or.inl (Workbench.coprime_factors h ca db))
    (fun h => Or.inr (Workbench.coprime_factors h db ca))

/-- `F (a u) = F (b v) + F`. -/
theorem Workbench.scaled {a b u v : Nat} (F : Nat) (e : Eq (Nat.mul a u) (Nat.succ (Nat.mul b v))) :
    Eq (Nat.mul (Nat.mul F a) u) (Nat.add (Nat.mul (Nat.mul F b) v) F) :=
  Workbench.trans (Workbench.mul_assoc F a u) (Workbench.trans (Workbench.congr (fun z => Nat.mul F z) e)
    (Workbench.congr (fun z => Nat.add z F) (Workbench.symm (Workbench.mul_assoc F b v))))

/-- Gauss: a factor of `F b` that has nothing in common with `b` is a factor of `F`. -/
theorem Workbench.gauss {a b F : Nat} (h : Workbench.Apart a b) (d : Workbench.Divides a (Nat.mul F b)) :
    Workbench.Divides a F :=
  Workbench.unpack d (fun q e => Workbench.cases h
    (fun h => Workbench.unpack h (fun u h => Workbench.unpack h (fun v s =>
      Workbench.divides_rest a F (Nat.mul q v) (Nat.mul F u)
        (Workbench.trans
          (Workbench.trans (Workbench.symm (Workbench.mul_assoc a F u))
            (Workbench.congr (fun z => Nat.mul z u) (Workbench.mul_comm a F)))
          (Workbench.trans (Workbench.scaled F s) (Workbench.congr (fun z => Nat.add z F)
            (Workbench.trans (Workbench.congr (fun z => Nat.mul z v) e) (Workbench.mul_assoc a q v))))))))
    (fun h => Workbench.unpack h (fun u h => Workbench.unpack h (fun v s =>
      Workbench.divides_rest a F (Nat.mul F v) (Nat.mul q u)
        (Workbench.trans
          (Workbench.trans (Workbench.symm (Workbench.mul_assoc a q u))
            (Workbench.congr (fun z => Nat.mul z u) (Workbench.symm e)))
          (Workbench.trans (Workbench.scaled F s) (Workbench.congr (fun z => Nat.add z F)
            (Workbench.trans (Workbench.congr (fun z => Nat.mul z v) (Workbench.mul_comm F a))
              (Workbench.mul_assoc a F v)))))))))

/-- Euclid's algorithm on `r, s`, with `t` and `w` the multiples modulo `m` that made them; the last `t` before the
remainder 0. Whatever it gives is checked. -/
def Workbench.euclid (m fuel : Nat) : Nat → Nat → Nat → Nat → Nat :=
  Nat.rec (motive := fun _ => Nat → Nat → Nat → Nat → Nat) (fun _ _ t _ => t)
    (fun _ ih r s t w => Bool.rec (motive := fun _ => Nat)
      (ih s (Nat.mod r s) w (Nat.mod (Nat.add t (Nat.mul (Nat.div r s) (Nat.sub m w))) m)) t (Nat.beq s 0)) fuel

/-- `v` with `b v + 1` divisible by `a`, where there is one. -/
def Workbench.inverse (a b : Nat) : Nat :=
  Nat.sub a (Workbench.euclid a (Nat.mul 2 (Nat.succ (Nat.log2 a))) a (Nat.mod b a) 0 1)

def Workbench.coprime (a b : Nat) : Bool := Workbench.divides a (Nat.succ (Nat.mul b (Workbench.inverse a b)))

theorem Workbench.coprime_sound {a b : Nat} (h : Eq (Workbench.coprime a b) Bool.true) : Workbench.Coprime a b :=
  Workbench.unpack (Workbench.divides_sound h) (fun u e =>
    Exists.intro u (Exists.intro (Workbench.inverse a b) (Workbench.symm e)))

/-- `f 0 … f (n - 1)`. -/
def Workbench.productBelow (n : Nat) (f : Nat → Nat) : Nat :=
  Nat.rec (motive := fun _ => Nat) 1 (fun k ih => Nat.mul ih (f k)) n

theorem Workbench.factor (f : Nat → Nat) {k : Nat} (n : Nat) :
    Nat.lt k n → Workbench.Divides (f k) (Workbench.productBelow n f) :=
  Nat.rec (motive := fun n => Nat.lt k n → Workbench.Divides (f k) (Workbench.productBelow n f))
    (fun l => Workbench.absurd (Workbench.not_succ_le_zero l))
    (fun n ih l => Workbench.cases (Workbench.lt_succ_cases l)
      (fun e => Workbench.subst (fun z => Workbench.Divides (f k) (Nat.mul (Workbench.productBelow n f) (f z))) e
        (Workbench.divides_mul_left (Workbench.productBelow n f) (Workbench.divides_self (f k))))
      (fun l => Workbench.divides_mul (f n) (ih l))) n

/-- Each of `f 0, …, f (n - 1)` is coprime to the product of those before it. -/
def Workbench.apart (n : Nat) (f : Nat → Nat) : Bool :=
  Workbench.allBelow n (fun k => Workbench.coprime (f k) (Workbench.productBelow k f))

theorem Workbench.apart_sound {n : Nat} {f : Nat → Nat} (h : Eq (Workbench.apart n f) Bool.true) {i j : Nat}
    (il : Nat.lt i n) (jl : Nat.lt j n) (differ : Eq i j → False) : Workbench.Apart (f i) (f j) :=
  Workbench.cases (Workbench.lt_or_le j i)
    (fun less => Or.inl (Workbench.coprime_factors
      (Workbench.allBelow_sound (P := fun k => Workbench.Coprime (f k) (Workbench.productBelow k f))
        (fun _ => Workbench.coprime_sound) n h i il)
      (Workbench.divides_self (f i)) (Workbench.factor f i less)))
    (fun le => Workbench.cases (Workbench.le_cases le) (fun e => Workbench.absurd (differ e))
      (fun less => Or.inr (Workbench.coprime_factors
        (Workbench.allBelow_sound (P := fun k => Workbench.Coprime (f k) (Workbench.productBelow k f))
          (fun _ => Workbench.coprime_sound) n h j jl)
        (Workbench.divides_self (f j)) (Workbench.factor f j less))))

end
