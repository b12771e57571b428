/-! Polynomials in one variable are lists of coefficients, constant term first. -/

/-- The value of the polynomial `p` at `s`. -/
def Identity.value (p : List Nat) (s : Nat) : Nat :=
  List.rec (motive := fun _ => Nat) Nat.zero (fun c _ ih => Nat.add c (Nat.mul s ih)) p

/-- For every `s` the fraction a/(M s + r) is 1/X(s) + 1/Y(s) + 1/Z(s) with 0 < X(s) < Y(s) < Z(s); denominators are
cleared. -/
def Identity.Decomposes (a M r : Nat) (X Y Z : List Nat) : Prop :=
  ∀ s : Nat, And (Nat.le 1 (Identity.value X s))
    (And (Nat.lt (Identity.value X s) (Identity.value Y s))
      (And (Nat.lt (Identity.value Y s) (Identity.value Z s))
        (And (Nat.le 1 (Nat.add (Nat.mul M s) r))
          (Eq (Nat.mul a (Nat.mul (Identity.value X s) (Nat.mul (Identity.value Y s) (Identity.value Z s))))
            (Nat.mul (Nat.add (Nat.mul M s) r)
              (Nat.add (Nat.mul (Identity.value Y s) (Identity.value Z s))
                (Nat.add (Nat.mul (Identity.value X s) (Identity.value Z s))
                  (Nat.mul (Identity.value X s) (Identity.value Y s)))))))))

/-! Arithmetic of polynomials, and that taking values respects it. -/

def Identity.add (p : List Nat) : List Nat → List Nat :=
  List.rec (motive := fun _ => List Nat → List Nat) (fun q => q)
    (fun c rest ih q => List.rec (motive := fun _ => List Nat) (List.cons c rest)
      (fun d q _ => List.cons (Nat.add c d) (ih q)) q) p

def Identity.scale (c : Nat) (p : List Nat) : List Nat :=
  List.rec (motive := fun _ => List Nat) List.nil (fun d _ ih => List.cons (Nat.mul c d) ih) p

def Identity.mul (p q : List Nat) : List Nat :=
  List.rec (motive := fun _ => List Nat) List.nil
    (fun c _ ih => Identity.add (Identity.scale c q) (List.cons Nat.zero ih)) p

theorem Identity.value_add (s : Nat) (p : List Nat) : ∀ q : List Nat,
    Eq (Identity.value (Identity.add p q) s) (Nat.add (Identity.value p s) (Identity.value q s)) :=
  List.rec
    (motive := fun p => ∀ q : List Nat,
      Eq (Identity.value (Identity.add p q) s) (Nat.add (Identity.value p s) (Identity.value q s)))
    (fun q => Workbench.symm (Workbench.zero_add (Identity.value q s)))
    (fun c p ih q => List.rec
      (motive := fun q => Eq (Identity.value (Identity.add (List.cons c p) q) s)
        (Nat.add (Identity.value (List.cons c p) s) (Identity.value q s)))
      (Eq.refl (Identity.value (List.cons c p) s))
      (fun d q _ => Workbench.trans
        (Workbench.congr (fun z => Nat.add (Nat.add c d) (Nat.mul s z)) (ih q))
        (Workbench.trans
          (Workbench.congr (fun z => Nat.add (Nat.add c d) z)
            (Workbench.mul_add s (Identity.value p s) (Identity.value q s)))
          (Workbench.add_interchange c d (Nat.mul s (Identity.value p s)) (Nat.mul s (Identity.value q s))))) q) p

theorem Identity.value_scale (s c : Nat) (p : List Nat) :
    Eq (Identity.value (Identity.scale c p) s) (Nat.mul c (Identity.value p s)) :=
  List.rec (motive := fun p => Eq (Identity.value (Identity.scale c p) s) (Nat.mul c (Identity.value p s)))
    (Eq.refl Nat.zero)
    (fun d p ih => Workbench.trans (Workbench.congr (fun z => Nat.add (Nat.mul c d) (Nat.mul s z)) ih)
      (Workbench.trans
        (Workbench.congr (fun z => Nat.add (Nat.mul c d) z) (Workbench.mul_left_comm s c (Identity.value p s)))
        (Workbench.symm (Workbench.mul_add c d (Nat.mul s (Identity.value p s)))))) p

theorem Identity.value_mul (s : Nat) (q p : List Nat) :
    Eq (Identity.value (Identity.mul p q) s) (Nat.mul (Identity.value p s) (Identity.value q s)) :=
  List.rec
    (motive := fun p => Eq (Identity.value (Identity.mul p q) s) (Nat.mul (Identity.value p s) (Identity.value q s)))
    (Workbench.symm (Workbench.zero_mul (Identity.value q s)))
    (fun c p ih => Workbench.trans
      (Identity.value_add s (Identity.scale c q) (List.cons Nat.zero (Identity.mul p q)))
      (Workbench.trans
        (Workbench.congr (fun z => Nat.add z (Identity.value (List.cons Nat.zero (Identity.mul p q)) s))
          (Identity.value_scale s c q))
        (Workbench.trans
          (Workbench.congr (fun z => Nat.add (Nat.mul c (Identity.value q s)) z)
            (Workbench.trans (Workbench.zero_add (Nat.mul s (Identity.value (Identity.mul p q) s)))
              (Workbench.trans (Workbench.congr (fun z => Nat.mul s z) ih)
                (Workbench.symm (Workbench.mul_assoc s (Identity.value p s) (Identity.value q s))))))
          (Workbench.symm (Workbench.add_mul c (Nat.mul s (Identity.value p s)) (Identity.value q s)))))) p

/-- Whether two lists of coefficients are the same. -/
def Identity.same (p : List Nat) : List Nat → Bool :=
  List.rec (motive := fun _ => List Nat → Bool)
    (fun q => List.rec (motive := fun _ => Bool) Bool.true (fun _ _ _ => Bool.false) q)
    (fun c _ ih q => List.rec (motive := fun _ => Bool) Bool.false (fun d q _ => and (Nat.beq c d) (ih q)) q) p

theorem Identity.same_sound (s : Nat) (p : List Nat) : ∀ q : List Nat, Eq (Identity.same p q) Bool.true →
    Eq (Identity.value p s) (Identity.value q s) :=
  List.rec
    (motive := fun p => ∀ q : List Nat, Eq (Identity.same p q) Bool.true → Eq (Identity.value p s) (Identity.value q s))
    (fun q => List.rec
      (motive := fun q => Eq (Identity.same List.nil q) Bool.true → Eq (Identity.value List.nil s) (Identity.value q s))
      (fun _ => Eq.refl Nat.zero) (fun _ _ _ h => Workbench.absurd (Workbench.false_ne_true h)) q)
    (fun c p ih q => List.rec
      (motive := fun q => Eq (Identity.same (List.cons c p) q) Bool.true →
        Eq (Identity.value (List.cons c p) s) (Identity.value q s))
      (fun h => Workbench.absurd (Workbench.false_ne_true h))
      (fun d q _ h => Workbench.split (Workbench.both (Workbench.eq_of_beq c d) (ih q) h)
        (fun e r => Workbench.trans (Workbench.congr (fun z => Nat.add z (Nat.mul s (Identity.value p s))) e)
          (Workbench.congr (fun z => Nat.add d (Nat.mul s z)) r))) q) p

/-- Whether each coefficient of `p` is at most that of `q`. -/
def Identity.under (p : List Nat) : List Nat → Bool :=
  List.rec (motive := fun _ => List Nat → Bool) (fun _ => Bool.true)
    (fun c _ ih q => List.rec (motive := fun _ => Bool) Bool.false (fun d q _ => and (Nat.ble c d) (ih q)) q) p

theorem Identity.under_sound (s : Nat) (p : List Nat) : ∀ q : List Nat, Eq (Identity.under p q) Bool.true →
    Nat.le (Identity.value p s) (Identity.value q s) :=
  List.rec
    (motive := fun p => ∀ q : List Nat, Eq (Identity.under p q) Bool.true →
      Nat.le (Identity.value p s) (Identity.value q s))
    (fun q _ => Workbench.zero_le (Identity.value q s))
    (fun c p ih q => List.rec
      (motive := fun q => Eq (Identity.under (List.cons c p) q) Bool.true →
        Nat.le (Identity.value (List.cons c p) s) (Identity.value q s))
      (fun h => Workbench.absurd (Workbench.false_ne_true h))
      (fun d q _ h => Workbench.split (Workbench.both (Workbench.le_of_ble c d) (ih q) h)
        (fun e r => Workbench.add_le_add e (Workbench.mul_le_mul_left s r))) q) p

/-- Whether the constant term of `p` is below that of `q`, and no other coefficient above. -/
def Identity.below (p q : List Nat) : Bool := Identity.under (Identity.add (List.cons 1 List.nil) p) q

theorem Identity.below_sound (s : Nat) (p q : List Nat) (h : Eq (Identity.below p q) Bool.true) :
    Nat.lt (Identity.value p s) (Identity.value q s) :=
  Workbench.le_trans
    (Workbench.le_of_eq (Workbench.trans (Workbench.symm (Workbench.congr Nat.succ
        (Workbench.zero_add (Identity.value p s))))
      (Workbench.trans (Workbench.symm (Workbench.succ_add Nat.zero (Identity.value p s)))
        (Workbench.symm (Identity.value_add s (List.cons 1 List.nil) p)))))
    (Identity.under_sound s (Identity.add (List.cons 1 List.nil) p) q h)

def Identity.check (a M r : Nat) (X Y Z : List Nat) : Bool :=
  and (Identity.below List.nil X)
    (and (Identity.below X Y)
      (and (Identity.below Y Z)
        (and (Nat.ble 1 r)
          (Identity.same (Identity.scale a (Identity.mul X (Identity.mul Y Z)))
            (Identity.mul (List.cons r (List.cons M List.nil))
              (Identity.add (Identity.mul Y Z) (Identity.add (Identity.mul X Z) (Identity.mul X Y))))))))

theorem Identity.left_side (s a : Nat) (X Y Z : List Nat) :
    Eq (Identity.value (Identity.scale a (Identity.mul X (Identity.mul Y Z))) s)
      (Nat.mul a (Nat.mul (Identity.value X s) (Nat.mul (Identity.value Y s) (Identity.value Z s)))) :=
  Workbench.trans (Identity.value_scale s a (Identity.mul X (Identity.mul Y Z)))
    (Workbench.congr (fun z => Nat.mul a z)
      (Workbench.trans (Identity.value_mul s (Identity.mul Y Z) X)
        (Workbench.congr (fun z => Nat.mul (Identity.value X s) z) (Identity.value_mul s Z Y))))

theorem Identity.linear (s M r : Nat) :
    Eq (Identity.value (List.cons r (List.cons M List.nil)) s) (Nat.add (Nat.mul M s) r) :=
  Workbench.trans (Workbench.congr (fun z => Nat.add r z) (Workbench.mul_comm s M))
    (Workbench.add_comm r (Nat.mul M s))

theorem Identity.right_side (s M r : Nat) (X Y Z : List Nat) :
    Eq (Identity.value (Identity.mul (List.cons r (List.cons M List.nil))
        (Identity.add (Identity.mul Y Z) (Identity.add (Identity.mul X Z) (Identity.mul X Y)))) s)
      (Nat.mul (Nat.add (Nat.mul M s) r)
        (Nat.add (Nat.mul (Identity.value Y s) (Identity.value Z s))
          (Nat.add (Nat.mul (Identity.value X s) (Identity.value Z s))
            (Nat.mul (Identity.value X s) (Identity.value Y s))))) :=
  Workbench.trans
    (Identity.value_mul s (Identity.add (Identity.mul Y Z) (Identity.add (Identity.mul X Z) (Identity.mul X Y)))
      (List.cons r (List.cons M List.nil)))
    (Workbench.trans
      (Workbench.congr (fun z => Nat.mul z (Identity.value
        (Identity.add (Identity.mul Y Z) (Identity.add (Identity.mul X Z) (Identity.mul X Y))) s)) (Identity.linear s M r))
      (Workbench.congr (fun z => Nat.mul (Nat.add (Nat.mul M s) r) z)
        (Workbench.trans (Identity.value_add s (Identity.mul Y Z) (Identity.add (Identity.mul X Z) (Identity.mul X Y)))
          (Workbench.trans
            (Workbench.congr (fun z => Nat.add z (Identity.value (Identity.add (Identity.mul X Z) (Identity.mul X Y)) s))
              (Identity.value_mul s Z Y))
            (Workbench.congr (fun z => Nat.add (Nat.mul (Identity.value Y s) (Identity.value Z s)) z)
              (Workbench.trans (Identity.value_add s (Identity.mul X Z) (Identity.mul X Y))
                (Workbench.trans
                  (Workbench.congr (fun z => Nat.add z (Identity.value (Identity.mul X Y) s)) (Identity.value_mul s Z X))
                  (Workbench.congr (fun z => Nat.add (Nat.mul (Identity.value X s) (Identity.value Z s)) z)
                    (Identity.value_mul s Y X)))))))))

theorem Identity.sound {a M r : Nat} {X Y Z : List Nat} (h : Eq (Identity.check a M r X Y Z) Bool.true) :
    Identity.Decomposes a M r X Y Z :=
  fun s => Workbench.both (Identity.below_sound s List.nil X)
    (Workbench.both (Identity.below_sound s X Y)
      (Workbench.both (Identity.below_sound s Y Z)
        (Workbench.both
          (fun h => Workbench.le_trans (Workbench.le_of_ble 1 r h) (Workbench.le_add_left (Nat.mul M s) r))
          (fun h => Workbench.trans (Workbench.symm (Identity.left_side s a X Y Z))
            (Workbench.trans
              (Identity.same_sound s (Identity.scale a (Identity.mul X (Identity.mul Y Z)))
                (Identity.mul (List.cons r (List.cons M List.nil))
                  (Identity.add (Identity.mul Y Z) (Identity.add (Identity.mul X Z) (Identity.mul X Y)))) h)
              (Identity.right_side s M r X Y Z)))))) h
