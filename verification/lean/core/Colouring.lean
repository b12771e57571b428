/-!
Colourings of the vertices `0, …, n - 1` of a hypergraph with `k` colours, so that no edge listed for a colour has that
colour throughout: as a formula, and that a good colouring satisfies it. The edges are a function from colours to lists
of lists of vertices.
-/

noncomputable section

/-! ## Lists -/

def Colouring.append {α : Type} (xs ys : List α) : List α :=
  List.rec (motive := fun _ => List α) ys (fun x _ ih => List.cons x ih) xs

/-- `f (n - 1), …, f 0`, one list after the other. -/
def Colouring.flat {α : Type} (n : Nat) (f : Nat → List α) : List α :=
  Nat.rec (motive := fun _ => List α) List.nil (fun j ih => Colouring.append (f j) ih) n

/-- `x`, if the condition holds. -/
def Colouring.guard {α : Type} (b : Bool) (x : α) : List α :=
  Bool.rec (motive := fun _ => List α) List.nil (List.cons x List.nil) b

/-- `f (n - 1), …, f 0`. -/
def Colouring.values {α : Type} (n : Nat) (f : Nat → α) : List α :=
  Nat.rec (motive := fun _ => List α) List.nil (fun j ih => List.cons (f j) ih) n

def Colouring.map {α β : Type} (f : α → β) (xs : List α) : List β :=
  List.rec (motive := fun _ => List β) List.nil (fun x _ ih => List.cons (f x) ih) xs

theorem Colouring.every_append {α : Type} {P : α → Prop} {ys : List α} (right : Lrat.Every P ys) (xs : List α) :
    Lrat.Every P xs → Lrat.Every P (Colouring.append xs ys) :=
  List.rec (motive := fun xs => Lrat.Every P xs → Lrat.Every P (Colouring.append xs ys))
    (fun _ => right) (fun _ _ ih h => And.intro h.left (ih h.right)) xs

theorem Colouring.every_flat {α : Type} {P : α → Prop} {f : Nat → List α} (n : Nat) :
    (∀ j, Nat.lt j n → Lrat.Every P (f j)) → Lrat.Every P (Colouring.flat n f) :=
  Nat.rec (motive := fun n => (∀ j, Nat.lt j n → Lrat.Every P (f j)) → Lrat.Every P (Colouring.flat n f))
    (fun _ => True.intro)
    (fun n ih h => Colouring.every_append (ih (fun j l => h j (Nat.le.step l))) (f n)
      (h n (@Nat.le.refl (Nat.succ n)))) n

theorem Colouring.every_guard {α : Type} {P : α → Prop} {b : Bool} {x : α} (h : Eq b Bool.true → P x) :
    Lrat.Every P (Colouring.guard b x) :=
  Bool.rec (motive := fun b => (Eq b Bool.true → P x) → Lrat.Every P (Colouring.guard b x))
    (fun _ => True.intro) (fun h => And.intro (h (Eq.refl Bool.true)) True.intro) b h

theorem Colouring.of_values {α : Type} {P : α → Prop} {f : Nat → α} (n : Nat) :
    Lrat.Every P (Colouring.values n f) → ∀ j, Nat.lt j n → P (f j) :=
  Nat.rec (motive := fun n => Lrat.Every P (Colouring.values n f) → ∀ j, Nat.lt j n → P (f j))
    (fun _ _ l => Workbench.absurd (Workbench.not_succ_le_zero l))
    (fun _ ih h j l => Workbench.cases (Workbench.lt_succ_cases l)
      (fun e => Workbench.subst (fun z => P (f z)) (Workbench.symm e) h.left) (fun l => ih h.right j l)) n

theorem Colouring.of_append {α : Type} {P : α → Prop} {ys : List α} (xs : List α) :
    Lrat.Every P (Colouring.append xs ys) → And (Lrat.Every P xs) (Lrat.Every P ys) :=
  List.rec (motive := fun xs => Lrat.Every P (Colouring.append xs ys) → And (Lrat.Every P xs) (Lrat.Every P ys))
    (fun h => And.intro True.intro h)
    (fun _ _ ih h => And.intro (And.intro h.left (ih h.right).left) (ih h.right).right) xs

theorem Colouring.of_map {α : Type} {P : α → Prop} {f : Nat → α} (xs : List Nat) :
    Lrat.Every P (Colouring.map f xs) → ∀ x, Workbench.Mem x xs → P (f x) :=
  List.rec (motive := fun xs => Lrat.Every P (Colouring.map f xs) → ∀ x, Workbench.Mem x xs → P (f x))
    (fun _ _ m => Workbench.absurd m)
    (fun _ _ ih h x m => Workbench.cases m
      (fun e => Workbench.subst (fun z => P (f z)) (Workbench.symm e) h.left) (fun m => ih h.right x m)) xs

/-! ## Good colourings and their formula -/

/-- Every vertex has a colour below `k`, and no edge for a colour has that colour throughout. -/
def Colouring.Good (n k : Nat) (edges : Nat → List (List Nat)) (χ : Nat → Nat) : Prop :=
  And (∀ x : Nat, Nat.lt x n → Nat.lt (χ x) k)
    (∀ c : Nat, Nat.lt c k → Lrat.Every (fun e => Not (Lrat.Every (fun x => Eq (χ x) c) e)) (edges c))

/-- Variable `k x + c` says that the vertex `x` has the colour `c`; `x` has one of the colours. -/
def Colouring.someColour (k : Nat) (yes : Nat → Nat) (x : Nat) : Nat :=
  Workbench.productBelow k (fun c => yes (Nat.add (Nat.mul k x) c))

/-- Some vertex of the edge has not colour `c`. -/
def Colouring.otherColour (k : Nat) (no : Nat → Nat) (c : Nat) (edge : List Nat) : Nat :=
  List.rec (motive := fun _ => Nat) 1 (fun x _ ih => Nat.mul (no (Nat.add (Nat.mul k x) c)) ih) edge

/-- That for each edge; edges that leave the vertices `0, …, n - 1` are passed over. -/
def Colouring.otherColours (n k : Nat) (no : Nat → Nat) (c : Nat) (edges : List (List Nat)) : List Nat :=
  List.rec (motive := fun _ => List Nat) List.nil
    (fun edge _ ih => Colouring.append
      (Colouring.guard (Workbench.all edge (fun x => Nat.ble (Nat.succ x) n)) (Colouring.otherColour k no c edge)) ih)
    edges

/-- Every vertex has a colour; each edge listed for a colour has a vertex without it. -/
def Colouring.formula (n k : Nat) (edges : Nat → List (List Nat)) (yes no : Nat → Nat) : List Nat :=
  Colouring.append (Colouring.values n (Colouring.someColour k yes))
    (Colouring.flat k (fun c => Colouring.otherColours n k no c (edges c)))

def Colouring.Truth (k : Nat) (χ : Nat → Nat) (u : Nat) : Prop :=
  Exists (fun x => Exists (fun c => And (Nat.lt c k) (And (Eq u (Nat.add (Nat.mul k x) c)) (Eq (χ x) c))))

theorem Colouring.variable_small {n k x c : Nat} (xl : Nat.lt x n) (cl : Nat.lt c k) :
    Nat.lt (Nat.add (Nat.mul k x) c) (Nat.mul k n) :=
  Workbench.le_trans (Workbench.add_le_add_left (Nat.mul k x) cl) (Workbench.mul_le_mul_left k xl)

theorem Colouring.not_before {k x c y d : Nat} (cl : Nat.lt c k)
    (e : Eq (Nat.add (Nat.mul k x) c) (Nat.add (Nat.mul k y) d)) (less : Nat.lt x y) : False :=
  Workbench.lt_le_absurd (Colouring.variable_small less cl)
    (Workbench.le_trans (Workbench.le_add (Nat.mul k y) d) (Workbench.le_of_eq (Workbench.symm e)))

theorem Colouring.add_left_cancel (a : Nat) {b c : Nat} (h : Eq (Nat.add a b) (Nat.add a c)) : Eq b c :=
  Workbench.add_right_cancel a (Workbench.trans (Workbench.add_comm b a)
    (Workbench.trans h (Workbench.add_comm a c)))

/-- The variable belongs to this vertex and colour only. -/
theorem Colouring.truth_iff {k x c : Nat} {χ : Nat → Nat} (cl : Nat.lt c k)
    (t : Colouring.Truth k χ (Nat.add (Nat.mul k x) c)) : Eq (χ x) c :=
  Workbench.unpack t (fun y t => Workbench.unpack t (fun d t => Workbench.cases (Workbench.lt_or_le x y)
    (fun less => Workbench.absurd (Colouring.not_before cl t.right.left less))
    (fun le => Workbench.cases (Workbench.le_cases le)
      (fun same => Workbench.subst (fun z => Eq (χ z) c) same
        (Workbench.trans t.right.right (Workbench.symm (Colouring.add_left_cancel (Nat.mul k x)
          (Workbench.subst (fun z => Eq (Nat.add (Nat.mul k x) c) (Nat.add (Nat.mul k z) d)) same t.right.left)))))
      (fun less => Workbench.absurd (Colouring.not_before t.left (Workbench.symm t.right.left) less)))))

theorem Colouring.every_values {α : Type} {P : α → Prop} {f : Nat → α} (n : Nat) :
    (∀ j, Nat.lt j n → P (f j)) → Lrat.Every P (Colouring.values n f) :=
  Nat.rec (motive := fun n => (∀ j, Nat.lt j n → P (f j)) → Lrat.Every P (Colouring.values n f))
    (fun _ => True.intro)
    (fun n ih h => And.intro (h n (@Nat.le.refl (Nat.succ n))) (ih (fun j l => h j (Nat.le.step l)))) n

theorem Colouring.someColour_holds {n k x : Nat} {yes no χ : Nat → Nat} (inside : Nat.lt x n)
    (small : Nat.lt (χ x) k) :
    Lrat.Holds (Nat.mul k n) yes no (Colouring.Truth k χ) (Colouring.someColour k yes x) :=
  Exists.intro (Nat.add (Nat.mul k x) (χ x)) (And.intro (Colouring.variable_small inside small) (Or.inl (And.intro
    (Exists.intro x (Exists.intro (χ x)
      (And.intro small (And.intro (Eq.refl (Nat.add (Nat.mul k x) (χ x))) (Eq.refl (χ x))))))
    (Workbench.factor (fun c => yes (Nat.add (Nat.mul k x) c)) k small))))

theorem Colouring.otherColour_holds {n k c : Nat} {yes no χ : Nat → Nat} (small : Nat.lt c k) (edge : List Nat) :
    (∀ x, Workbench.Mem x edge → Nat.lt x n) → Not (Lrat.Every (fun x => Eq (χ x) c) edge) →
      Lrat.Holds (Nat.mul k n) yes no (Colouring.Truth k χ) (Colouring.otherColour k no c edge) :=
  List.rec
    (motive := fun edge => (∀ x, Workbench.Mem x edge → Nat.lt x n) →
      Not (Lrat.Every (fun x => Eq (χ x) c) edge) →
      Lrat.Holds (Nat.mul k n) yes no (Colouring.Truth k χ) (Colouring.otherColour k no c edge))
    (fun _ h => Workbench.absurd (h True.intro))
    (fun x edge ih inside h => Bool.rec
      (motive := fun b => Eq (Nat.beq (χ x) c) b → Lrat.Holds (Nat.mul k n) yes no (Colouring.Truth k χ)
        (Nat.mul (no (Nat.add (Nat.mul k x) c)) (Colouring.otherColour k no c edge)))
      (fun differ => Exists.intro (Nat.add (Nat.mul k x) c) (And.intro
        (Colouring.variable_small (inside x (Or.inl (Eq.refl x))) small)
        (Or.inr (And.intro
          (fun t => Workbench.false_ne_true (Workbench.trans (Workbench.symm differ)
            (Workbench.beq_of_eq (Colouring.truth_iff small t))))
          (Workbench.divides_mul (Colouring.otherColour k no c edge)
            (Workbench.divides_self (no (Nat.add (Nat.mul k x) c))))))))
      (fun same => Lrat.holds_more
        (Workbench.divides_mul_left (no (Nat.add (Nat.mul k x) c))
          (Workbench.divides_self (Colouring.otherColour k no c edge)))
        (ih (fun y m => inside y (Or.inr m))
          (fun rest => h (And.intro (Workbench.eq_of_beq (χ x) c same) rest))))
      (Nat.beq (χ x) c) (Eq.refl (Nat.beq (χ x) c))) edge

theorem Colouring.edges_hold {n k c : Nat} {yes no χ : Nat → Nat} (small : Nat.lt c k) (edges : List (List Nat)) :
    Lrat.Every (fun e => Not (Lrat.Every (fun x => Eq (χ x) c) e)) edges →
      Lrat.Every (Lrat.Holds (Nat.mul k n) yes no (Colouring.Truth k χ)) (Colouring.otherColours n k no c edges) :=
  List.rec
    (motive := fun edges => Lrat.Every (fun e => Not (Lrat.Every (fun x => Eq (χ x) c) e)) edges →
      Lrat.Every (Lrat.Holds (Nat.mul k n) yes no (Colouring.Truth k χ)) (Colouring.otherColours n k no c edges))
    (fun _ => True.intro)
    (fun edge edges ih h => Colouring.every_append (ih h.right)
      (Colouring.guard (Workbench.all edge (fun x => Nat.ble (Nat.succ x) n)) (Colouring.otherColour k no c edge))
      (Colouring.every_guard (fun inside => Colouring.otherColour_holds small edge
        (Workbench.all_sound (fun _ => Workbench.lt_of_ble) edge inside) h.left))) edges

/-- A good colouring satisfies the formula. -/
theorem Colouring.formula_holds {n k : Nat} {edges : Nat → List (List Nat)} (yes no : Nat → Nat) {χ : Nat → Nat}
    (good : Colouring.Good n k edges χ) :
    Lrat.Every (Lrat.Holds (Nat.mul k n) yes no (Colouring.Truth k χ)) (Colouring.formula n k edges yes no) :=
  Colouring.every_append
    (Colouring.every_flat k (fun c small => Colouring.edges_hold small (edges c) (good.right c small)))
    (Colouring.values n (Colouring.someColour k yes))
    (Colouring.every_values n (fun x inside => Colouring.someColour_holds inside (good.left x inside)))

/-- Whether the refutation shows that there is no good colouring; `v = k n`, and `r`, `q` say how hints are written. -/
def Colouring.refuted (n k v b m r q fuel : Nat) (yes no table : Nat → Nat) (hints : List Nat)
    (edges : Nat → List (List Nat)) : Bool :=
  and (Nat.beq (Nat.mul k n) v) (Lrat.check v b m r q fuel yes no table hints (Colouring.formula n k edges yes no))

theorem Colouring.none {n k v b m r q fuel : Nat} {yes no table : Nat → Nat} {hints : List Nat}
    {edges : Nat → List (List Nat)}
    (h : Eq (Colouring.refuted n k v b m r q fuel yes no table hints edges) Bool.true) (χ : Nat → Nat) :
    Not (Colouring.Good n k edges χ) :=
  fun good => Workbench.split
    (Workbench.both (Workbench.eq_of_beq (Nat.mul k n) v)
      (b := Lrat.check v b m r q fuel yes no table hints (Colouring.formula n k edges yes no)) (fun h => h) h)
    (fun e ok => Lrat.sound ok (Colouring.Truth k χ)
      (Workbench.subst (fun z => Lrat.Every (Lrat.Holds z yes no (Colouring.Truth k χ))
        (Colouring.formula n k edges yes no)) e (Colouring.formula_holds yes no good)))

/-! ## Tables -/

/-- A function by cases: even and odd arguments. -/
def Colouring.branch (even odd : Nat → Nat) (i : Nat) : Nat :=
  Bool.rec (motive := fun _ => Nat) (odd (Nat.div i 2)) (even (Nat.div i 2)) (Nat.beq (Nat.mod i 2) 0)

end
