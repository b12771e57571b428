/-! Point number `i` is `(x i, y i)`; coordinates are naturals, which a translation of the plane always brings about. -/

/-- `c` lies to the left of the line from `a` to `b`: the determinant of `b - a` and `c - a` is positive. Its terms
with a minus sign stand on the left, those with a plus sign on the right. -/
def Ngon.Left (x y : Nat → Nat) (a b c : Nat) : Prop :=
  Nat.lt (Nat.add (Nat.mul (y a) (x b)) (Nat.add (Nat.mul (y b) (x c)) (Nat.mul (y c) (x a))))
    (Nat.add (Nat.mul (x a) (y b)) (Nat.add (Nat.mul (x b) (y c)) (Nat.mul (x c) (y a))))

/-- `p` is inside the triangle `a b c`, listed counterclockwise. -/
def Ngon.Inside (x y : Nat → Nat) (p a b c : Nat) : Prop :=
  And (Ngon.Left x y a b p) (And (Ngon.Left x y b c p) (Ngon.Left x y c a p))

/-- The points 0 … N - 1 are distinct, and no three of them are on a line. -/
def Ngon.General (N : Nat) (x y : Nat → Nat) : Prop :=
  And (∀ b : Nat, Nat.lt b N → ∀ a : Nat, Nat.lt a b → Not (And (Eq (x a) (x b)) (Eq (y a) (y b))))
    (∀ c : Nat, Nat.lt c N → ∀ b : Nat, Nat.lt b c → ∀ a : Nat, Nat.lt a b →
      Or (Ngon.Left x y a b c) (Ngon.Left x y b a c))

/-- Of any `n` points (by their numbers, listed decreasing) one is inside a triangle of three others, so that they are
not the vertices of a convex polygon. -/
def Ngon.Free (n N : Nat) (x y : Nat → Nat) : Prop :=
  ∀ S : List Nat, Workbench.DecreasingFrom N S → Eq (Workbench.length S) n →
    Not (∀ p : Nat, Workbench.Mem p S → ∀ a : Nat, Workbench.Mem a S → ∀ b : Nat, Workbench.Mem b S →
      ∀ c : Nat, Workbench.Mem c S → Not (Ngon.Inside x y p a b c))

/-- Of any `n` points three form a triangle with some point of the whole set inside, so that they are not the vertices
of a convex polygon without points of the set inside. -/
def Ngon.EmptyFree (n N : Nat) (x y : Nat → Nat) : Prop :=
  ∀ S : List Nat, Workbench.DecreasingFrom N S → Eq (Workbench.length S) n →
    Not (∀ p : Nat, Nat.lt p N → ∀ a : Nat, Workbench.Mem a S → ∀ b : Nat, Workbench.Mem b S →
      ∀ c : Nat, Workbench.Mem c S → Not (Ngon.Inside x y p a b c))

def Ngon.left (x y : Nat → Nat) (a b c : Nat) : Bool :=
  Nat.ble (Nat.succ (Nat.add (Nat.mul (y a) (x b)) (Nat.add (Nat.mul (y b) (x c)) (Nat.mul (y c) (x a)))))
    (Nat.add (Nat.mul (x a) (y b)) (Nat.add (Nat.mul (x b) (y c)) (Nat.mul (x c) (y a))))

def Ngon.inside (x y : Nat → Nat) (p a b c : Nat) : Bool :=
  and (Ngon.left x y a b p) (and (Ngon.left x y b c p) (Ngon.left x y c a p))

theorem Ngon.inside_sound {x y : Nat → Nat} {p a b c : Nat} :
    Eq (Ngon.inside x y p a b c) Bool.true → Ngon.Inside x y p a b c :=
  Workbench.both Workbench.lt_of_ble (Workbench.both Workbench.lt_of_ble Workbench.lt_of_ble)

def Ngon.checkGeneral (N : Nat) (x y : Nat → Nat) : Bool :=
  and (Workbench.allBelow N (fun b => Workbench.allBelow b (fun a =>
      or (not (Nat.beq (x a) (x b))) (not (Nat.beq (y a) (y b))))))
    (Workbench.allBelow N (fun c => Workbench.allBelow c (fun b => Workbench.allBelow b (fun a =>
      or (Ngon.left x y a b c) (Ngon.left x y b a c)))))

theorem Ngon.general_sound {N : Nat} {x y : Nat → Nat} :
    Eq (Ngon.checkGeneral N x y) Bool.true → Ngon.General N x y :=
  Workbench.both
    (Workbench.allBelow_sound
      (P := fun b => ∀ a : Nat, Nat.lt a b → Not (And (Eq (x a) (x b)) (Eq (y a) (y b))))
      (fun b => Workbench.allBelow_sound (P := fun a => Not (And (Eq (x a) (x b)) (Eq (y a) (y b))))
        (fun a h same => Workbench.cases
          (Workbench.either (a := not (Nat.beq (x a) (x b))) (b := not (Nat.beq (y a) (y b)))
            Workbench.ne_of_not_beq Workbench.ne_of_not_beq h)
          (fun no => no same.left) (fun no => no same.right)) b) N)
    (Workbench.allBelow_sound
      (P := fun c => ∀ b : Nat, Nat.lt b c → ∀ a : Nat, Nat.lt a b → Or (Ngon.Left x y a b c) (Ngon.Left x y b a c))
      (fun c => Workbench.allBelow_sound
        (P := fun b => ∀ a : Nat, Nat.lt a b → Or (Ngon.Left x y a b c) (Ngon.Left x y b a c))
        (fun b => Workbench.allBelow_sound (P := fun a => Or (Ngon.Left x y a b c) (Ngon.Left x y b a c))
          (fun _ => Workbench.either Workbench.lt_of_ble Workbench.lt_of_ble) b) c) N)

/-- Whether `v` and three points chosen before are not in convex position. -/
def Ngon.bad (x y : Nat → Nat) (v : Nat) (chosen : List Nat) : Bool :=
  Workbench.any chosen (fun a => Workbench.any chosen (fun b => Workbench.any chosen (fun c =>
    or (Ngon.inside x y v a b c) (Ngon.inside x y a v b c))))

/-- Whether `v` and two points chosen before form a triangle, of either sense, with a point inside. -/
def Ngon.badEmpty (N : Nat) (x y : Nat → Nat) (v : Nat) (chosen : List Nat) : Bool :=
  Workbench.any chosen (fun a => Workbench.any chosen (fun b => and (Ngon.left x y v a b)
    (Workbench.anyBelow N (fun p => Ngon.inside x y p v a b))))

theorem Ngon.cut {x y : Nat → Nat} (v : Nat) (chosen : List Nat) (h : Eq (Ngon.bad x y v chosen) Bool.true)
    (xs : List Nat)
    (q : ∀ p : Nat, Workbench.Mem p (Workbench.onto xs (List.cons v chosen)) →
      ∀ a : Nat, Workbench.Mem a (Workbench.onto xs (List.cons v chosen)) →
      ∀ b : Nat, Workbench.Mem b (Workbench.onto xs (List.cons v chosen)) →
      ∀ c : Nat, Workbench.Mem c (Workbench.onto xs (List.cons v chosen)) → Not (Ngon.Inside x y p a b c)) : False :=
  Workbench.unpack
    (Workbench.any_sound
      (P := fun a => Exists (fun b => And (Workbench.Mem b chosen) (Exists (fun c => And (Workbench.Mem c chosen)
        (Or (Ngon.Inside x y v a b c) (Ngon.Inside x y a v b c))))))
      (fun a => Workbench.any_sound
        (P := fun b => Exists (fun c => And (Workbench.Mem c chosen)
          (Or (Ngon.Inside x y v a b c) (Ngon.Inside x y a v b c))))
        (fun b => Workbench.any_sound (P := fun c => Or (Ngon.Inside x y v a b c) (Ngon.Inside x y a v b c))
          (fun c => Workbench.either Ngon.inside_sound Ngon.inside_sound) chosen) chosen) chosen h)
    (fun a one => Workbench.unpack one.right (fun b two => Workbench.unpack two.right (fun c three =>
      Workbench.split
        (And.intro (Workbench.mem_onto v xs (List.cons v chosen) (Or.inl (Eq.refl v)))
          (And.intro (Workbench.mem_onto a xs (List.cons v chosen) (Or.inr one.left))
            (And.intro (Workbench.mem_onto b xs (List.cons v chosen) (Or.inr two.left))
              (Workbench.mem_onto c xs (List.cons v chosen) (Or.inr three.left)))))
        (fun mv rest => Workbench.split rest (fun ma rest => Workbench.split rest (fun mb mc =>
          Workbench.cases three.right (fun i => q v mv a ma b mb c mc i) (fun i => q a ma v mv b mb c mc i)))))))

theorem Ngon.cut_empty {N : Nat} {x y : Nat → Nat} (v : Nat) (chosen : List Nat)
    (h : Eq (Ngon.badEmpty N x y v chosen) Bool.true) (xs : List Nat)
    (q : ∀ p : Nat, Nat.lt p N →
      ∀ a : Nat, Workbench.Mem a (Workbench.onto xs (List.cons v chosen)) →
      ∀ b : Nat, Workbench.Mem b (Workbench.onto xs (List.cons v chosen)) →
      ∀ c : Nat, Workbench.Mem c (Workbench.onto xs (List.cons v chosen)) → Not (Ngon.Inside x y p a b c)) : False :=
  Workbench.unpack
    (Workbench.any_sound
      (P := fun a => Exists (fun b => And (Workbench.Mem b chosen)
        (And (Ngon.Left x y v a b) (Exists (fun p => And (Nat.lt p N) (Ngon.Inside x y p v a b))))))
      (fun a => Workbench.any_sound
        (P := fun b => And (Ngon.Left x y v a b) (Exists (fun p => And (Nat.lt p N) (Ngon.Inside x y p v a b))))
        (fun b => Workbench.both Workbench.lt_of_ble
          (Workbench.anyBelow_sound (P := fun p => Ngon.Inside x y p v a b) (fun _ => Ngon.inside_sound) N))
        chosen) chosen h)
    (fun a one => Workbench.unpack one.right (fun b two => Workbench.unpack two.right.right (fun p three =>
      q p three.left v (Workbench.mem_onto v xs (List.cons v chosen) (Or.inl (Eq.refl v)))
        a (Workbench.mem_onto a xs (List.cons v chosen) (Or.inr one.left))
        b (Workbench.mem_onto b xs (List.cons v chosen) (Or.inr two.left)) three.right)))

theorem Ngon.free_sound {n N : Nat} {x y : Nat → Nat}
    (h : Eq (Workbench.noList (Ngon.bad x y) N n List.nil) Bool.true) : Ngon.Free n N x y :=
  fun S d e q => Workbench.noList_sound
    (Q := fun T => ∀ p : Nat, Workbench.Mem p T → ∀ a : Nat, Workbench.Mem a T → ∀ b : Nat, Workbench.Mem b T →
      ∀ c : Nat, Workbench.Mem c T → Not (Ngon.Inside x y p a b c))
    (fun v chosen b xs => Ngon.cut v chosen b xs) N n List.nil h S d e
    (fun p mp a ma b mb c mc => q p (Workbench.mem_of_onto_nil mp) a (Workbench.mem_of_onto_nil ma)
      b (Workbench.mem_of_onto_nil mb) c (Workbench.mem_of_onto_nil mc))

theorem Ngon.empty_free_sound {n N : Nat} {x y : Nat → Nat}
    (h : Eq (Workbench.noList (Ngon.badEmpty N x y) N n List.nil) Bool.true) : Ngon.EmptyFree n N x y :=
  fun S d e q => Workbench.noList_sound
    (Q := fun T => ∀ p : Nat, Nat.lt p N → ∀ a : Nat, Workbench.Mem a T → ∀ b : Nat, Workbench.Mem b T →
      ∀ c : Nat, Workbench.Mem c T → Not (Ngon.Inside x y p a b c))
    (fun v chosen b xs => Ngon.cut_empty v chosen b xs) N n List.nil h S d e
    (fun p lp a ma b mb c mc => q p lp a (Workbench.mem_of_onto_nil ma)
      b (Workbench.mem_of_onto_nil mb) c (Workbench.mem_of_onto_nil mc))
