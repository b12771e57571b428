/-! That there is no colouring, by a refutation: the pair `i < j` is the vertex `j (j - 1) / 2 + i`. Two functions find the
pair of a vertex; that they do is checked for every vertex and edge. -/

def Ramsey.index (i j : Nat) : Nat := Nat.add (Nat.div (Nat.mul j (Nat.pred j)) 2) i

/-- The pairs of a set that is listed decreasing. -/
def Ramsey.edge (S : List Nat) : List Nat :=
  List.rec (motive := fun _ => List Nat) List.nil
    (fun x rest ih => Colouring.append (Colouring.map (fun y => Ramsey.index y x) rest) ih) S

/-- Whether `left` and `right` find all of them. -/
def Ramsey.indexed (left right : Nat → Nat) (S : List Nat) : Bool :=
  List.rec (motive := fun _ => Bool) Bool.true
    (fun x rest ih => and
      (Workbench.all rest (fun y => and (Nat.beq (left (Ramsey.index y x)) y) (Nat.beq (right (Ramsey.index y x)) x)))
      ih) S

def Ramsey.decreasing (high : Nat) (S : List Nat) : Bool :=
  List.rec (motive := fun _ => Nat → Bool) (fun _ => Bool.true)
    (fun x _ ih high => and (Nat.ble (Nat.succ x) high) (ih x)) S high

/-- The decreasing lists of `s` numbers below `n`. -/
def Ramsey.sets (n : Nat) : Nat → List (List Nat) :=
  Nat.rec (motive := fun _ => Nat → List (List Nat))
    (fun s => Nat.rec (motive := fun _ => List (List Nat)) (List.cons List.nil List.nil) (fun _ _ => List.nil) s)
    (fun v ih s => Nat.rec (motive := fun _ => List (List Nat)) (List.cons List.nil List.nil)
      (fun j _ => Colouring.append (Colouring.map (fun S => List.cons v S) (ih j)) (ih (Nat.succ j))) s) n

/-- For colour `c`, the cliques of as many vertices as its entry says. -/
def Ramsey.edges (left right : Nat → Nat) (ks : List Nat) (n c : Nat) : List (List Nat) :=
  List.rec (motive := fun _ => List (List Nat)) List.nil
    (fun S _ ih => Colouring.append
      (Colouring.guard
        (and (and (Ramsey.decreasing n S) (Nat.beq (Workbench.length S) (Workbench.nth ks c)))
          (Ramsey.indexed left right S))
        (Ramsey.edge S)) ih)
    (Ramsey.sets n (Workbench.nth ks c))

theorem Ramsey.decreasing_sound (S : List Nat) : ∀ high, Eq (Ramsey.decreasing high S) Bool.true →
    Workbench.DecreasingFrom high S :=
  List.rec (motive := fun S => ∀ high, Eq (Ramsey.decreasing high S) Bool.true → Workbench.DecreasingFrom high S)
    (fun _ _ => True.intro) (fun x _ ih _ h => Workbench.both Workbench.lt_of_ble (ih x) h) S

theorem Ramsey.below {y : Nat} (S : List Nat) : ∀ high, Workbench.DecreasingFrom high S → Workbench.Mem y S →
    Nat.lt y high :=
  List.rec (motive := fun S => ∀ high, Workbench.DecreasingFrom high S → Workbench.Mem y S → Nat.lt y high)
    (fun _ _ m => Workbench.absurd m)
    (fun x _ ih high d m => Workbench.cases m
      (fun e => Workbench.subst (fun z => Nat.lt z high) (Workbench.symm e) d.left)
      (fun m => Workbench.le_trans (ih x d.right m) (Workbench.le_trans (Nat.le.step (@Nat.le.refl x)) d.left))) S

/-- When all pairs of the set, as vertices, have one colour, the set is of that colour. -/
theorem Ramsey.one_colour {left right : Nat → Nat} {χ : Nat → Nat → Nat} {c : Nat} (S : List Nat) :
    ∀ high, Workbench.DecreasingFrom high S → Eq (Ramsey.indexed left right S) Bool.true →
      Lrat.Every (fun v => Eq (χ (left v) (right v)) c) (Ramsey.edge S) →
      ∀ x : Nat, Workbench.Mem x S → ∀ y : Nat, Workbench.Mem y S → Nat.lt x y → Eq (χ x y) c :=
  List.rec
    (motive := fun S => ∀ high, Workbench.DecreasingFrom high S → Eq (Ramsey.indexed left right S) Bool.true →
      Lrat.Every (fun v => Eq (χ (left v) (right v)) c) (Ramsey.edge S) →
      ∀ x : Nat, Workbench.Mem x S → ∀ y : Nat, Workbench.Mem y S → Nat.lt x y → Eq (χ x y) c)
    (fun _ _ _ _ _ m => Workbench.absurd m)
    (fun top rest ih _ d indexed mono x mx y my less => Workbench.split
      (And.intro
        (Workbench.both
          (Workbench.all_sound
            (P := fun y => And (Eq (left (Ramsey.index y top)) y) (Eq (right (Ramsey.index y top)) top))
            (fun y => Workbench.both (Workbench.eq_of_beq (left (Ramsey.index y top)) y)
              (Workbench.eq_of_beq (right (Ramsey.index y top)) top)) rest)
          (b := Ramsey.indexed left right rest) (fun h => h) indexed)
        (Colouring.of_append (Colouring.map (fun y => Ramsey.index y top) rest) mono))
      (fun places parts => Workbench.cases my
        (fun ytop => Workbench.cases mx
          (fun xtop => Workbench.absurd (Workbench.not_lt_self top
            (Workbench.subst (fun z => Nat.lt z top) xtop
              (Workbench.subst (fun z => Nat.lt x z) ytop less))))
          (fun xrest => Workbench.subst (fun z => Eq (χ x z) c) (Workbench.symm ytop)
            (Workbench.subst (fun z => Eq (χ z top) c) (places.left x xrest).left
              (Workbench.subst (fun z => Eq (χ (left (Ramsey.index x top)) z) c) (places.left x xrest).right
                (Colouring.of_map rest parts.left x xrest)))))
        (fun yrest => Workbench.cases mx
          (fun xtop => Workbench.absurd (Workbench.lt_le_absurd
            (Workbench.subst (fun z => Nat.lt z y) xtop less)
            (Workbench.le_trans (Nat.le.step (@Nat.le.refl y)) (Ramsey.below rest top d.right yrest))))
          (fun xrest => ih top d.right places.right parts.right x xrest y yrest less)))) S

/-- Whether every vertex is a pair. -/
def Ramsey.places (left right : Nat → Nat) (n pairs : Nat) : Bool :=
  Workbench.allBelow pairs (fun v => and (Nat.ble (Nat.succ (left v)) (right v)) (Nat.ble (Nat.succ (right v)) n))

theorem Ramsey.good {left right : Nat → Nat} {ks : List Nat} {n pairs : Nat} {χ : Nat → Nat → Nat}
    (places : Eq (Ramsey.places left right n pairs) Bool.true) (h : Ramsey.Coloring ks n χ) :
    Colouring.Good pairs (Workbench.length ks) (Ramsey.edges left right ks n) (fun v => χ (left v) (right v)) :=
  And.intro
    (fun v l => Workbench.split
      (Workbench.allBelow_sound (P := fun v => And (Nat.lt (left v) (right v)) (Nat.lt (right v) n))
        (fun _ => Workbench.both Workbench.lt_of_ble Workbench.lt_of_ble) pairs places v l)
      (fun less inside => h.left (right v) inside (left v) less))
    (fun c small => List.rec
      (motive := fun sets => Lrat.Every (fun e => Not (Lrat.Every (fun v => Eq (χ (left v) (right v)) c) e))
        (List.rec (motive := fun _ => List (List Nat)) List.nil
          (fun S _ ih => Colouring.append
            (Colouring.guard
              (and (and (Ramsey.decreasing n S) (Nat.beq (Workbench.length S) (Workbench.nth ks c)))
                (Ramsey.indexed left right S))
              (Ramsey.edge S)) ih) sets))
      True.intro
      (fun S _ ih => Colouring.every_append ih
        (Colouring.guard
          (and (and (Ramsey.decreasing n S) (Nat.beq (Workbench.length S) (Workbench.nth ks c)))
            (Ramsey.indexed left right S)) (Ramsey.edge S))
        (Colouring.every_guard (fun ok => Workbench.split
          (Workbench.both
            (Workbench.both (Ramsey.decreasing_sound S n)
              (Workbench.eq_of_beq (Workbench.length S) (Workbench.nth ks c)))
            (b := Ramsey.indexed left right S) (fun h => h) ok)
          (fun shape indexed mono => h.right c small S shape.left shape.right
            (Ramsey.one_colour S n shape.left indexed mono)))))
      (Ramsey.sets n (Workbench.nth ks c)))

/-- Whether the refutation shows that there is no colouring. -/
def Ramsey.refuted (ks : List Nat) (n pairs v b m r q fuel : Nat) (left right yes no table : Nat → Nat)
    (hints : List Nat) : Bool :=
  and (Ramsey.places left right n pairs)
    (Colouring.refuted pairs (Workbench.length ks) v b m r q fuel yes no table hints (Ramsey.edges left right ks n))

theorem Ramsey.none {ks : List Nat} {n pairs v b m r q fuel : Nat} {left right yes no table : Nat → Nat} {hints : List Nat}
    (h : Eq (Ramsey.refuted ks n pairs v b m r q fuel left right yes no table hints) Bool.true) :
    Not (Exists (fun χ => Ramsey.Coloring ks n χ)) :=
  fun some => Workbench.unpack some (fun χ good => Workbench.split
    (Workbench.both (a := Ramsey.places left right n pairs) (fun h => h)
      (b := Colouring.refuted pairs (Workbench.length ks) v b m r q fuel yes no table hints (Ramsey.edges left right ks n))
      (fun h => h) h)
    (fun places refuted => Colouring.none refuted (fun v => χ (left v) (right v)) (Ramsey.good places good)))
