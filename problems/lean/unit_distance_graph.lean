/-!
Coordinates lie in ℚ(√d₁, …, √dₛ). Over the basis √e, e a product of some of the d (position `i` of the basis stands
for the product over the bits of `i`), the coefficient number `i` of a coordinate of point `p` is `x p i / D` up to one
constant, which cancels in differences. Since √e · √f = product of the common d · √(the others), the coefficient `t` of
(X_p - X_q)² is `(plus - minus) / D²`.
-/

/-- `ws` lists the products of the d by position, from `1` on. -/
def UnitDistance.plus (ws : List Nat) (x : Nat → Nat → Nat) (p q t : Nat) : Nat :=
  Workbench.sumBelow (Workbench.length ws) (fun i =>
    Nat.mul (Workbench.nth ws (Nat.land i (Nat.xor i t)))
      (Nat.add (Nat.mul (x p i) (x p (Nat.xor i t))) (Nat.mul (x q i) (x q (Nat.xor i t)))))

def UnitDistance.minus (ws : List Nat) (x : Nat → Nat → Nat) (p q t : Nat) : Nat :=
  Workbench.sumBelow (Workbench.length ws) (fun i =>
    Nat.mul (Workbench.nth ws (Nat.land i (Nat.xor i t)))
      (Nat.add (Nat.mul (x p i) (x q (Nat.xor i t))) (Nat.mul (x q i) (x p (Nat.xor i t)))))

/-- Whether (X_p - X_q)² + (Y_p - Y_q)² = 1, coefficient by coefficient: 1 for the basis element 1, 0 for the others. -/
def UnitDistance.adjacent (ws : List Nat) (D : Nat) (x y : Nat → Nat → Nat) (p q : Nat) : Bool :=
  Workbench.allBelow (Workbench.length ws) (fun t =>
    Nat.beq (Nat.add (UnitDistance.plus ws x p q t) (UnitDistance.plus ws y p q t))
      (Nat.add (Nat.add (UnitDistance.minus ws x p q t) (UnitDistance.minus ws y p q t))
        (Workbench.nth (List.cons (Nat.mul D D) List.nil) t)))

/-- The points 0 … N - 1 are pairwise distinct. -/
def UnitDistance.Distinct (ws : List Nat) (N : Nat) (x y : Nat → Nat → Nat) : Prop :=
  ∀ q : Nat, Nat.lt q N → ∀ p : Nat, Nat.lt p q → Exists (fun i => And (Nat.lt i (Workbench.length ws))
    (Or (Not (Eq (x p i) (x q i))) (Not (Eq (y p i) (y q i)))))

/-- At least `e` pairs are at distance 1; `E` lists the pairs `q N + p`, `p < q`, of some of them. -/
def UnitDistance.Edges (ws : List Nat) (D e N : Nat) (x y : Nat → Nat → Nat) : Prop :=
  Exists (fun E : List Nat => And (Workbench.IncreasingFrom 0 E) (And (Nat.le e (Workbench.length E))
    (∀ k : Nat, Workbench.Mem k E → And (Nat.lt (Nat.mod k N) (Nat.div k N)) (And (Nat.lt (Nat.div k N) N)
      (Eq (UnitDistance.adjacent ws D x y (Nat.mod k N) (Nat.div k N)) Bool.true)))))

/-- Every colouring of the points with `r` colours gives two points at distance 1 the same colour. -/
def UnitDistance.NotColorable (ws : List Nat) (D r N : Nat) (x y : Nat → Nat → Nat) : Prop :=
  ∀ f : Nat → Nat, (∀ v : Nat, Nat.lt v N → Nat.lt (f v) r) → Exists (fun q => And (Nat.lt q N) (Exists (fun p =>
    And (Nat.lt p q) (And (Eq (UnitDistance.adjacent ws D x y p q) Bool.true) (Eq (f p) (f q))))))

/-- No three points are pairwise at distance 1. -/
def UnitDistance.NoTriangle (ws : List Nat) (D N : Nat) (x y : Nat → Nat → Nat) : Prop :=
  ∀ r : Nat, Nat.lt r N → ∀ q : Nat, Nat.lt q r → ∀ p : Nat, Nat.lt p q →
    Not (And (Eq (UnitDistance.adjacent ws D x y p q) Bool.true)
      (And (Eq (UnitDistance.adjacent ws D x y q r) Bool.true) (Eq (UnitDistance.adjacent ws D x y p r) Bool.true)))

def UnitDistance.checkDistinct (ws : List Nat) (N : Nat) (x y : Nat → Nat → Nat) : Bool :=
  Workbench.allBelow N (fun q => Workbench.allBelow q (fun p => Workbench.anyBelow (Workbench.length ws) (fun i =>
    or (not (Nat.beq (x p i) (x q i))) (not (Nat.beq (y p i) (y q i))))))

theorem UnitDistance.distinct_sound {ws : List Nat} {N : Nat} {x y : Nat → Nat → Nat} :
    Eq (UnitDistance.checkDistinct ws N x y) Bool.true → UnitDistance.Distinct ws N x y :=
  Workbench.allBelow_sound
    (P := fun q => ∀ p : Nat, Nat.lt p q → Exists (fun i => And (Nat.lt i (Workbench.length ws))
      (Or (Not (Eq (x p i) (x q i))) (Not (Eq (y p i) (y q i))))))
    (fun q => Workbench.allBelow_sound
      (P := fun p => Exists (fun i => And (Nat.lt i (Workbench.length ws))
        (Or (Not (Eq (x p i) (x q i))) (Not (Eq (y p i) (y q i))))))
      (fun p => Workbench.anyBelow_sound (P := fun i => Or (Not (Eq (x p i) (x q i))) (Not (Eq (y p i) (y q i))))
        (fun i => Workbench.either (a := not (Nat.beq (x p i) (x q i))) (b := not (Nat.beq (y p i) (y q i)))
          Workbench.ne_of_not_beq Workbench.ne_of_not_beq) (Workbench.length ws)) q) N

def UnitDistance.checkEdges (ws : List Nat) (D e N : Nat) (E : List Nat) (x y : Nat → Nat → Nat) : Bool :=
  and (Workbench.increasingFrom 0 E) (and (Nat.ble e (Workbench.length E))
    (Workbench.all E (fun k => and (Nat.ble (Nat.succ (Nat.mod k N)) (Nat.div k N))
      (and (Nat.ble (Nat.succ (Nat.div k N)) N) (UnitDistance.adjacent ws D x y (Nat.mod k N) (Nat.div k N))))))

theorem UnitDistance.edges_sound {ws : List Nat} {D e N : Nat} {E : List Nat} {x y : Nat → Nat → Nat}
    (h : Eq (UnitDistance.checkEdges ws D e N E x y) Bool.true) : UnitDistance.Edges ws D e N x y :=
  Exists.intro E (Workbench.both (Workbench.increasing_sound E 0)
    (Workbench.both (Workbench.le_of_ble e (Workbench.length E))
      (Workbench.all_sound
        (P := fun k => And (Nat.lt (Nat.mod k N) (Nat.div k N)) (And (Nat.lt (Nat.div k N) N)
          (Eq (UnitDistance.adjacent ws D x y (Nat.mod k N) (Nat.div k N)) Bool.true)))
        (fun k => Workbench.both Workbench.lt_of_ble (Workbench.both Workbench.lt_of_ble (fun h => h))) E)) h)

/-- Whether a point of colour `c` among those coloured before (the last one first) is joined to point `i` by `g`. -/
def UnitDistance.clash (g : Nat → Nat → Nat) (i c : Nat) (before : List Nat) : Bool :=
  List.rec (motive := fun _ => Bool) Bool.false
    (fun y rest ih => or (and (Nat.beq y c) (Nat.beq (g i (Workbench.length rest)) 1)) ih) before

theorem UnitDistance.clash_sound {g : Nat → Nat → Nat} {i c : Nat} {f : Nat → Nat} (j : Nat) :
    Eq (UnitDistance.clash g i c (Workbench.trace f j)) Bool.true →
    Exists (fun p => And (Nat.lt p j) (And (Eq (f p) c) (Eq (g i p) 1))) :=
  Nat.rec (motive := fun j => Eq (UnitDistance.clash g i c (Workbench.trace f j)) Bool.true →
      Exists (fun p => And (Nat.lt p j) (And (Eq (f p) c) (Eq (g i p) 1))))
    (fun h => Workbench.absurd (Workbench.false_ne_true h))
    (fun j ih h => Workbench.cases
      (Workbench.or_cases (and (Nat.beq (f j) c) (Nat.beq (g i (Workbench.length (Workbench.trace f j))) 1))
        (UnitDistance.clash g i c (Workbench.trace f j)) h)
      (fun here => Exists.intro j (And.intro (@Nat.le.refl (Nat.succ j))
        (Workbench.split (Workbench.both (Workbench.eq_of_beq (f j) c)
            (Workbench.eq_of_beq (g i (Workbench.length (Workbench.trace f j))) 1) here)
          (fun same joined => And.intro same
            (Workbench.subst (fun z => Eq (g i z) 1) (Workbench.length_trace f j) joined)))))
      (fun later => Workbench.unpack (ih later)
        (fun p both => Exists.intro p (And.intro (Nat.le.step both.left) both.right)))) j

/-- `g q p = 1` only for points at distance 1, and every colouring with `r` colours clashes along these pairs. -/
def UnitDistance.checkNotColorable (g : Nat → Nat → Nat) (ws : List Nat) (D r N : Nat) (x y : Nat → Nat → Nat) : Bool :=
  and (Workbench.allBelow N (fun q => Workbench.allBelow q (fun p =>
      or (not (Nat.beq (g q p) 1)) (UnitDistance.adjacent ws D x y p q))))
    (Workbench.everyWord (fun c before => UnitDistance.clash g (Workbench.length before) c before) r N List.nil)

theorem UnitDistance.not_colorable_sound {g : Nat → Nat → Nat} {ws : List Nat} {D r N : Nat}
    {x y : Nat → Nat → Nat} (h : Eq (UnitDistance.checkNotColorable g ws D r N x y) Bool.true) :
    UnitDistance.NotColorable ws D r N x y :=
  fun f small => Workbench.split
    (Workbench.both
      (Workbench.allBelow_sound
        (P := fun q => ∀ p : Nat, Nat.lt p q → Or (Not (Eq (g q p) 1))
          (Eq (UnitDistance.adjacent ws D x y p q) Bool.true))
        (fun q => Workbench.allBelow_sound
          (P := fun p => Or (Not (Eq (g q p) 1)) (Eq (UnitDistance.adjacent ws D x y p q) Bool.true))
          (fun p => Workbench.either (a := not (Nat.beq (g q p) 1)) (b := UnitDistance.adjacent ws D x y p q)
            Workbench.ne_of_not_beq (fun h => h)) q) N)
      (fun h => h) h)
    (fun joined words => Workbench.everyWord_sound (total := N) (f := f)
      (conflict := fun c before => UnitDistance.clash g (Workbench.length before) c before)
      (fun q lq clash => Workbench.unpack
        (UnitDistance.clash_sound (g := g) (f := f) (c := f q) q
          (Workbench.subst (fun z => Eq (UnitDistance.clash g z (f q) (Workbench.trace f q)) Bool.true)
            (Workbench.length_trace f q) clash))
        (fun p found => Exists.intro q (And.intro lq (Exists.intro p (And.intro found.left (And.intro
          (Workbench.cases (joined q lq p found.left) (fun no => Workbench.absurd (no found.right.right)) (fun yes => yes))
          found.right.left))))))
      small N Nat.zero (Workbench.le_of_eq (Workbench.zero_add N)) words)

def UnitDistance.checkNoTriangle (g : Nat → Nat → Nat) (ws : List Nat) (D N : Nat) (x y : Nat → Nat → Nat) : Bool :=
  and (Workbench.allBelow N (fun q => Workbench.allBelow q (fun p =>
      or (Nat.beq (g q p) 1) (not (UnitDistance.adjacent ws D x y p q)))))
    (Workbench.allBelow N (fun r => Workbench.allBelow r (fun q => or (not (Nat.beq (g r q) 1))
      (Workbench.allBelow q (fun p => or (not (Nat.beq (g q p) 1)) (not (Nat.beq (g r p) 1)))))))

theorem UnitDistance.joined {g : Nat → Nat → Nat} {ws : List Nat} {D N : Nat} {x y : Nat → Nat → Nat}
    (h : Eq (Workbench.allBelow N (fun q => Workbench.allBelow q (fun p =>
      or (Nat.beq (g q p) 1) (not (UnitDistance.adjacent ws D x y p q))))) Bool.true) :
    ∀ q : Nat, Nat.lt q N → ∀ p : Nat, Nat.lt p q → Eq (UnitDistance.adjacent ws D x y p q) Bool.true → Eq (g q p) 1 :=
  Workbench.allBelow_sound
    (P := fun q => ∀ p : Nat, Nat.lt p q → Eq (UnitDistance.adjacent ws D x y p q) Bool.true → Eq (g q p) 1)
    (fun q => Workbench.allBelow_sound
      (P := fun p => Eq (UnitDistance.adjacent ws D x y p q) Bool.true → Eq (g q p) 1)
      (fun p h yes => Workbench.cases
        (Workbench.either (b := not (UnitDistance.adjacent ws D x y p q)) (Workbench.eq_of_beq (g q p) 1) (fun h => h) h)
        (fun e => e)
        (fun no => Workbench.absurd (Workbench.not_not_both (UnitDistance.adjacent ws D x y p q) no yes))) q) N h

theorem UnitDistance.no_triangle_sound {g : Nat → Nat → Nat} {ws : List Nat} {D N : Nat} {x y : Nat → Nat → Nat}
    (h : Eq (UnitDistance.checkNoTriangle g ws D N x y) Bool.true) : UnitDistance.NoTriangle ws D N x y :=
  fun r lr q lq p lp three => Workbench.split
    (Workbench.both UnitDistance.joined
      (Workbench.allBelow_sound
        (P := fun r => ∀ q : Nat, Nat.lt q r → Or (Not (Eq (g r q) 1))
          (∀ p : Nat, Nat.lt p q → Or (Not (Eq (g q p) 1)) (Not (Eq (g r p) 1))))
        (fun r => Workbench.allBelow_sound
          (P := fun q => Or (Not (Eq (g r q) 1))
            (∀ p : Nat, Nat.lt p q → Or (Not (Eq (g q p) 1)) (Not (Eq (g r p) 1))))
          (fun q => Workbench.either (a := not (Nat.beq (g r q) 1)) Workbench.ne_of_not_beq
            (Workbench.allBelow_sound (P := fun p => Or (Not (Eq (g q p) 1)) (Not (Eq (g r p) 1)))
              (fun p => Workbench.either (a := not (Nat.beq (g q p) 1)) (b := not (Nat.beq (g r p) 1))
                Workbench.ne_of_not_beq Workbench.ne_of_not_beq) q)) r) N) h)
    (fun joined none => Workbench.cases (none r lr q lq)
      (fun no => no (joined r lr q lq three.right.left))
      (fun rest => Workbench.cases (rest p lp)
        (fun no => no (joined q (Workbench.le_trans lq (Workbench.le_trans (Nat.le.step (@Nat.le.refl r)) lr)) p lp
          three.left))
        (fun no => no (joined r lr p
          (Workbench.le_trans lp (Workbench.le_trans (Nat.le.step (@Nat.le.refl q)) lq)) three.right.right))))

/-- No four points form a cycle p, q, r, s with sides of length 1. -/
def UnitDistance.NoSquare (ws : List Nat) (D N : Nat) (x y : Nat → Nat → Nat) : Prop :=
  ∀ r : Nat, Nat.lt r N → ∀ p : Nat, Nat.lt p r → ∀ s : Nat, Nat.lt s N → ∀ q : Nat, Nat.lt q s →
    Not (And (And (Eq (UnitDistance.adjacent ws D x y p q) Bool.true) (Eq (UnitDistance.adjacent ws D x y r q) Bool.true))
      (And (Eq (UnitDistance.adjacent ws D x y p s) Bool.true) (Eq (UnitDistance.adjacent ws D x y r s) Bool.true)))

def UnitDistance.checkNoSquare (g : Nat → Nat → Nat) (ws : List Nat) (D N : Nat) (x y : Nat → Nat → Nat) : Bool :=
  and (Workbench.allBelow N (fun p => Workbench.allBelow N (fun q =>
      or (Nat.beq (g p q) 1) (not (UnitDistance.adjacent ws D x y p q)))))
    (Workbench.allBelow N (fun r => Workbench.allBelow r (fun p => Workbench.allBelow N (fun s =>
      or (not (Nat.beq (g p s) 1)) (or (not (Nat.beq (g r s) 1))
        (Workbench.allBelow s (fun q => or (not (Nat.beq (g p q) 1)) (not (Nat.beq (g r q) 1)))))))))

theorem UnitDistance.no_square_sound {g : Nat → Nat → Nat} {ws : List Nat} {D N : Nat} {x y : Nat → Nat → Nat}
    (h : Eq (UnitDistance.checkNoSquare g ws D N x y) Bool.true) : UnitDistance.NoSquare ws D N x y :=
  fun r lr p lp s ls q lq four => Workbench.split
    (Workbench.both
      (Workbench.allBelow_sound
        (P := fun p => ∀ q : Nat, Nat.lt q N → Eq (UnitDistance.adjacent ws D x y p q) Bool.true → Eq (g p q) 1)
        (fun p => Workbench.allBelow_sound
          (P := fun q => Eq (UnitDistance.adjacent ws D x y p q) Bool.true → Eq (g p q) 1)
          (fun q h yes => Workbench.cases
            (Workbench.either (b := not (UnitDistance.adjacent ws D x y p q)) (Workbench.eq_of_beq (g p q) 1)
              (fun h => h) h)
            (fun e => e)
            (fun no => Workbench.absurd (Workbench.not_not_both (UnitDistance.adjacent ws D x y p q) no yes))) N) N)
      (Workbench.allBelow_sound
        (P := fun r => ∀ p : Nat, Nat.lt p r → ∀ s : Nat, Nat.lt s N → Or (Not (Eq (g p s) 1)) (Or (Not (Eq (g r s) 1))
          (∀ q : Nat, Nat.lt q s → Or (Not (Eq (g p q) 1)) (Not (Eq (g r q) 1)))))
        (fun r => Workbench.allBelow_sound
          (P := fun p => ∀ s : Nat, Nat.lt s N → Or (Not (Eq (g p s) 1)) (Or (Not (Eq (g r s) 1))
            (∀ q : Nat, Nat.lt q s → Or (Not (Eq (g p q) 1)) (Not (Eq (g r q) 1)))))
          (fun p => Workbench.allBelow_sound
            (P := fun s => Or (Not (Eq (g p s) 1)) (Or (Not (Eq (g r s) 1))
              (∀ q : Nat, Nat.lt q s → Or (Not (Eq (g p q) 1)) (Not (Eq (g r q) 1)))))
            (fun s => Workbench.either (a := not (Nat.beq (g p s) 1)) Workbench.ne_of_not_beq
              (Workbench.either (a := not (Nat.beq (g r s) 1)) Workbench.ne_of_not_beq
                (Workbench.allBelow_sound (P := fun q => Or (Not (Eq (g p q) 1)) (Not (Eq (g r q) 1)))
                  (fun q => Workbench.either (a := not (Nat.beq (g p q) 1)) (b := not (Nat.beq (g r q) 1))
                    Workbench.ne_of_not_beq Workbench.ne_of_not_beq) s))) N) r) N) h)
    (fun joined none => Workbench.cases (none r lr p lp s ls)
      (fun no => no (joined p (Workbench.le_trans lp (Workbench.le_trans (Nat.le.step (@Nat.le.refl r)) lr)) s ls
        four.right.left))
      (fun rest => Workbench.cases rest
        (fun no => no (joined r lr s ls four.right.right))
        (fun all => Workbench.cases (all q lq)
          (fun no => no (joined p (Workbench.le_trans lp (Workbench.le_trans (Nat.le.step (@Nat.le.refl r)) lr)) q
            (Workbench.le_trans lq (Workbench.le_trans (Nat.le.step (@Nat.le.refl s)) ls)) four.left.left))
          (fun no => no (joined r lr q
            (Workbench.le_trans lq (Workbench.le_trans (Nat.le.step (@Nat.le.refl s)) ls)) four.left.right)))))
