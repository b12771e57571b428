/-!
Refutations of formulas in conjunctive normal form, checked by the kernel.

A *literal* is an atom `(x, c)` with a sign `s`: 1 says that the atom is true, 0 that it is false. Each literal has a
code, and a clause is the product of the codes of its literals. The codes are found coprime in pairs, so that a code
divides a product of codes only where it is a factor. That makes one step of unit propagation one division of natural
numbers, which the kernel does at once, and whose soundness rests on multiplication alone.

A refutation is a table of clauses: first clauses of the formula, then lemmas, the last of which is empty. Each lemma
has *hints*: with all its literals assumed false, each hint names a clause of which one literal is left, which is
therefore true, and the last names a clause of which none is left (reverse unit propagation, as in LRAT files).
-/

noncomputable section

/-! ## Literals and clauses -/

/-- The codes of the literals of one atom, of all atoms `(x, ·)`. -/
def Lrat.cell (code : Nat → Nat → Nat → Nat) (x c : Nat) : Nat := Workbench.productBelow 2 (code x c)

def Lrat.row (k : Nat) (code : Nat → Nat → Nat → Nat) (x : Nat) : Nat := Workbench.productBelow k (Lrat.cell code x)

/-- The codes of different literals of the atoms `(x, c)` with `x < n` and `c < k` are coprime. -/
def Lrat.codes (n k : Nat) (code : Nat → Nat → Nat → Nat) : Bool :=
  and (Workbench.apart n (Lrat.row k code)) (Workbench.allBelow n (fun x =>
    and (Workbench.apart k (Lrat.cell code x)) (Workbench.allBelow k (fun c => Workbench.apart 2 (code x c)))))

theorem Lrat.codes_sound {n k : Nat} {code : Nat → Nat → Nat → Nat} (h : Eq (Lrat.codes n k code) Bool.true)
    {x c s y d t : Nat} (xl : Nat.lt x n) (cl : Nat.lt c k) (sl : Nat.lt s 2) (yl : Nat.lt y n) (dl : Nat.lt d k)
    (tl : Nat.lt t 2) : Or (And (Eq x y) (And (Eq c d) (Eq s t))) (Workbench.Apart (code x c s) (code y d t)) :=
  Workbench.split
    (Workbench.both (a := Workbench.apart n (Lrat.row k code)) (fun h => h)
      (Workbench.allBelow_sound
        (P := fun x => And (Eq (Workbench.apart k (Lrat.cell code x)) Bool.true)
          (∀ c, Nat.lt c k → Eq (Workbench.apart 2 (code x c)) Bool.true))
        (fun x => Workbench.both (a := Workbench.apart k (Lrat.cell code x)) (fun h => h)
          (Workbench.allBelow_sound (P := fun c => Eq (Workbench.apart 2 (code x c)) Bool.true) (fun _ h => h) k)) n) h)
    (fun rows cells => Bool.rec
      (motive := fun b => Eq (Nat.beq x y) b →
        Or (And (Eq x y) (And (Eq c d) (Eq s t))) (Workbench.Apart (code x c s) (code y d t)))
      (fun no => Or.inr (Workbench.apart_factors
        (Workbench.apart_sound rows xl yl (fun e => Workbench.false_ne_true
          (Workbench.trans (Workbench.symm no) (Workbench.beq_of_eq e))))
        (Workbench.divides_trans (Workbench.factor (code x c) 2 sl) (Workbench.factor (Lrat.cell code x) k cl))
        (Workbench.divides_trans (Workbench.factor (code y d) 2 tl) (Workbench.factor (Lrat.cell code y) k dl))))
      (fun yes => Workbench.subst
        (fun z => Or (And (Eq x z) (And (Eq c d) (Eq s t))) (Workbench.Apart (code x c s) (code z d t)))
        (Workbench.eq_of_beq x y yes)
        (Bool.rec
          (motive := fun b => Eq (Nat.beq c d) b →
            Or (And (Eq x x) (And (Eq c d) (Eq s t))) (Workbench.Apart (code x c s) (code x d t)))
          (fun no => Or.inr (Workbench.apart_factors
            (Workbench.apart_sound (cells x xl).left cl dl (fun e => Workbench.false_ne_true
              (Workbench.trans (Workbench.symm no) (Workbench.beq_of_eq e))))
            (Workbench.factor (code x c) 2 sl) (Workbench.factor (code x d) 2 tl)))
          (fun yes => Workbench.subst
            (fun z => Or (And (Eq x x) (And (Eq c z) (Eq s t))) (Workbench.Apart (code x c s) (code x z t)))
            (Workbench.eq_of_beq c d yes)
            (Bool.rec
              (motive := fun b => Eq (Nat.beq s t) b →
                Or (And (Eq x x) (And (Eq c c) (Eq s t))) (Workbench.Apart (code x c s) (code x c t)))
              (fun no => Or.inr (Workbench.apart_sound ((cells x xl).right c cl) sl tl (fun e => Workbench.false_ne_true
                (Workbench.trans (Workbench.symm no) (Workbench.beq_of_eq e)))))
              (fun yes => Or.inl (And.intro (Eq.refl x) (And.intro (Eq.refl c) (Workbench.eq_of_beq s t yes))))
              (Nat.beq s t) (Eq.refl (Nat.beq s t))))
          (Nat.beq c d) (Eq.refl (Nat.beq c d))))
      (Nat.beq x y) (Eq.refl (Nat.beq x y)))

/-- The other sign. -/
def Lrat.flip (s : Nat) : Nat := Nat.rec (motive := fun _ => Nat) 1 (fun _ _ => Nat.zero) s

theorem Lrat.flip_small (s : Nat) : Nat.lt (Lrat.flip s) 2 :=
  Nat.rec (motive := fun s => Nat.lt (Lrat.flip s) 2) (@Nat.le.refl 2)
    (fun _ _ => Nat.le.step (@Nat.le.refl 1)) s

/-- `truth x c 1` says that the atom `(x, c)` is true, `truth x c 0` that it is false: not both. -/
def Lrat.Consistent (truth : Nat → Nat → Nat → Prop) : Prop :=
  ∀ x c s : Nat, truth x c s → truth x c (Lrat.flip s) → False

/-- Some literal of the clause is true. -/
def Lrat.Holds (n k : Nat) (code : Nat → Nat → Nat → Nat) (truth : Nat → Nat → Nat → Prop) (clause : Nat) : Prop :=
  Exists (fun x => Exists (fun c => Exists (fun s => And (And (Nat.lt x n) (And (Nat.lt c k) (Nat.lt s 2)))
    (And (truth x c s) (Workbench.Divides (code x c s) clause)))))

theorem Lrat.holds_more {n k : Nat} {code : Nat → Nat → Nat → Nat} {truth : Nat → Nat → Nat → Prop} {D F : Nat}
    (part : Workbench.Divides D F) (h : Lrat.Holds n k code truth D) : Lrat.Holds n k code truth F :=
  Workbench.unpack h (fun x h => Workbench.unpack h (fun c h => Workbench.unpack h (fun s h =>
    Exists.intro x (Exists.intro c (Exists.intro s (And.intro h.left
      (And.intro h.right.left (Workbench.divides_trans h.right.right part))))))))

/-- Of a true clause within `F` and one literal more, that literal is true or `F` is. -/
theorem Lrat.last_literal {n k : Nat} {code : Nat → Nat → Nat → Nat} {truth : Nat → Nat → Nat → Prop}
    (apart : Eq (Lrat.codes n k code) Bool.true) {D F y d t : Nat}
    (yl : Nat.lt y n) (dl : Nat.lt d k) (tl : Nat.lt t 2)
    (part : Workbench.Divides D (Nat.mul F (code y d t))) (h : Lrat.Holds n k code truth D) :
    Or (truth y d t) (Lrat.Holds n k code truth F) :=
  Workbench.unpack h (fun x h => Workbench.unpack h (fun c h => Workbench.unpack h (fun s h =>
    Workbench.cases (Lrat.codes_sound apart h.left.left h.left.right.left h.left.right.right yl dl tl)
      (fun e => Or.inl (Workbench.subst (fun z => truth y d z) e.right.right
        (Workbench.subst (fun z => truth y z s) e.right.left
          (Workbench.subst (fun z => truth z c s) e.left h.right.left))))
      (fun far => Or.inr (Exists.intro x (Exists.intro c (Exists.intro s (And.intro h.left (And.intro h.right.left
        (Workbench.gauss far (Workbench.divides_trans h.right.right part)))))))))))

/-- One step of unit propagation: of the true clause `D` all literals but one are in `F`. -/
theorem Lrat.propagate {n k : Nat} {code : Nat → Nat → Nat → Nat} {truth : Nat → Nat → Nat → Prop}
    (apart : Eq (Lrat.codes n k code) Bool.true) (consistent : Lrat.Consistent truth) {D F y d t : Nat}
    (yl : Nat.lt y n) (dl : Nat.lt d k) (tl : Nat.lt t 2)
    (part : Workbench.Divides D (Nat.mul F (code y d t))) (h : Lrat.Holds n k code truth D)
    (more : Lrat.Holds n k code truth (Nat.mul F (code y d (Lrat.flip t)))) : Lrat.Holds n k code truth F :=
  Workbench.cases (Lrat.last_literal apart yl dl tl part h)
    (fun yes => Workbench.cases
      (Lrat.last_literal (F := F) apart yl dl (Lrat.flip_small t)
        (Workbench.divides_self (Nat.mul F (code y d (Lrat.flip t)))) more)
      (fun no => Workbench.absurd (consistent y d t yes no)) (fun f => f))
    (fun f => f)

/-! ## The checker -/

/-- What a hint says: whether it is the last of its lemma, sign, colour and item of the literal, number of the clause.
`n`, `k` and `m` bound items, colours and clauses. -/
def Lrat.last (h : Nat) : Nat := Nat.mod h 2

def Lrat.sign (h : Nat) : Nat := Nat.mod (Nat.div h 2) 2

def Lrat.colour (k h : Nat) : Nat := Nat.mod (Nat.div h 4) k

def Lrat.item (n k h : Nat) : Nat := Nat.mod (Nat.div h (Nat.mul 4 k)) n

def Lrat.number (n k m h : Nat) : Nat := Nat.mod (Nat.div h (Nat.mul (Nat.mul 4 k) n)) m

def Lrat.rest (n k m h : Nat) : Nat := Nat.div h (Nat.mul (Nat.mul (Nat.mul 4 k) n) m)

/-- Goes through the hints `h`, digits of one number, for clause number `i`; all literals of `F` are assumed false.
After the last hint of a lemma comes the next lemma, after the last hint of `h` whatever `next` does. -/
def Lrat.run (n k m : Nat) (code : Nat → Nat → Nat → Nat) (table : Nat → Nat) (next : Nat → Bool) (fuel : Nat) :
    Nat → Nat → Nat → Bool :=
  Nat.rec (motive := fun _ => Nat → Nat → Nat → Bool) (fun _ _ _ => Bool.false)
    (fun _ ih i F h => and (Nat.ble (Nat.succ (Lrat.number n k m h)) i)
      (Bool.rec (motive := fun _ => Bool)
        (and (Workbench.divides (table (Lrat.number n k m h)) F)
          (Bool.rec (motive := fun _ => Bool) (ih (Nat.succ i) (table (Nat.succ i)) (Lrat.rest n k m h))
            (next (Nat.succ i)) (Nat.beq (Lrat.rest n k m h) 0)))
        (and (and (Nat.ble (Nat.succ (Lrat.item n k h)) n)
            (and (Nat.ble (Nat.succ (Lrat.colour k h)) k) (Nat.ble (Nat.succ (Lrat.sign h)) 2)))
          (and (Workbench.divides (table (Lrat.number n k m h))
              (Nat.mul F (code (Lrat.item n k h) (Lrat.colour k h) (Lrat.sign h))))
            (ih i (Nat.mul F (code (Lrat.item n k h) (Lrat.colour k h) (Lrat.flip (Lrat.sign h))))
              (Lrat.rest n k m h))))
        (Nat.beq (Lrat.last h) 0))) fuel

/-- All clauses before number `i` are true. -/
def Lrat.Known (n k : Nat) (code : Nat → Nat → Nat → Nat) (truth : Nat → Nat → Nat → Prop) (table : Nat → Nat)
    (i : Nat) : Prop :=
  ∀ j : Nat, Nat.lt j i → Lrat.Holds n k code truth (table j)

theorem Lrat.known_succ {n k : Nat} {code : Nat → Nat → Nat → Nat} {truth : Nat → Nat → Nat → Prop}
    {table : Nat → Nat} {i : Nat} (known : Lrat.Known n k code truth table i)
    (h : Lrat.Holds n k code truth (table i)) : Lrat.Known n k code truth table (Nat.succ i) :=
  fun j l => Workbench.cases (Workbench.lt_succ_cases l)
    (fun e => Workbench.subst (fun z => Lrat.Holds n k code truth (table z)) (Workbench.symm e) h) (known j)

theorem Lrat.run_sound {n k m : Nat} {code : Nat → Nat → Nat → Nat} {truth : Nat → Nat → Nat → Prop}
    {table : Nat → Nat} (apart : Eq (Lrat.codes n k code) Bool.true) (consistent : Lrat.Consistent truth)
    {next : Nat → Bool} (after : ∀ i, Eq (next i) Bool.true → Lrat.Known n k code truth table i → False) (fuel : Nat) :
    ∀ i F h : Nat, Eq (Lrat.run n k m code table next fuel i F h) Bool.true → Lrat.Known n k code truth table i →
      (Lrat.Holds n k code truth F → Lrat.Holds n k code truth (table i)) → False :=
  Nat.rec
    (motive := fun fuel => ∀ i F h : Nat, Eq (Lrat.run n k m code table next fuel i F h) Bool.true →
      Lrat.Known n k code truth table i → (Lrat.Holds n k code truth F → Lrat.Holds n k code truth (table i)) → False)
    (fun _ _ _ h _ _ => Workbench.false_ne_true h)
    (fun fuel ih i F h ok known lemma_ => Workbench.split
      (Workbench.both (a := Nat.ble (Nat.succ (Lrat.number n k m h)) i) Workbench.lt_of_ble (fun h => h) ok)
      (fun earlier step => Bool.rec
        (motive := fun b => Eq
          (Bool.rec (motive := fun _ => Bool)
            (and (Workbench.divides (table (Lrat.number n k m h)) F)
              (Bool.rec (motive := fun _ => Bool)
                (Lrat.run n k m code table next fuel (Nat.succ i) (table (Nat.succ i)) (Lrat.rest n k m h))
                (next (Nat.succ i)) (Nat.beq (Lrat.rest n k m h) 0)))
            (and (and (Nat.ble (Nat.succ (Lrat.item n k h)) n)
                (and (Nat.ble (Nat.succ (Lrat.colour k h)) k) (Nat.ble (Nat.succ (Lrat.sign h)) 2)))
              (and (Workbench.divides (table (Lrat.number n k m h))
                  (Nat.mul F (code (Lrat.item n k h) (Lrat.colour k h) (Lrat.sign h))))
                (Lrat.run n k m code table next fuel i
                  (Nat.mul F (code (Lrat.item n k h) (Lrat.colour k h) (Lrat.flip (Lrat.sign h))))
                  (Lrat.rest n k m h)))) b) Bool.true → False)
        (fun final => Workbench.split
          (Workbench.both (a := Workbench.divides (table (Lrat.number n k m h)) F) Workbench.divides_sound
            (fun h => h) final)
          (fun part then_ => Workbench.split
            (And.intro (Lrat.known_succ known (lemma_ (Lrat.holds_more part (known (Lrat.number n k m h) earlier))))
              True.intro)
            (fun known _ => Bool.rec
              (motive := fun b => Eq (Bool.rec (motive := fun _ => Bool)
                (Lrat.run n k m code table next fuel (Nat.succ i) (table (Nat.succ i)) (Lrat.rest n k m h))
                (next (Nat.succ i)) b) Bool.true → False)
              (fun go => ih (Nat.succ i) (table (Nat.succ i)) (Lrat.rest n k m h) go known (fun h => h))
              (fun go => after (Nat.succ i) go known)
              (Nat.beq (Lrat.rest n k m h) 0) then_)))
        (fun unit => Workbench.split
          (Workbench.both
            (Workbench.both (a := Nat.ble (Nat.succ (Lrat.item n k h)) n) Workbench.lt_of_ble
              (Workbench.both (a := Nat.ble (Nat.succ (Lrat.colour k h)) k) Workbench.lt_of_ble Workbench.lt_of_ble))
            (Workbench.both
              (a := Workbench.divides (table (Lrat.number n k m h))
                (Nat.mul F (code (Lrat.item n k h) (Lrat.colour k h) (Lrat.sign h))))
              Workbench.divides_sound (fun h => h)) unit)
          (fun bounds rest => ih i
            (Nat.mul F (code (Lrat.item n k h) (Lrat.colour k h) (Lrat.flip (Lrat.sign h)))) (Lrat.rest n k m h)
            rest.right known
            (fun more => lemma_ (Lrat.propagate apart consistent bounds.left bounds.right.left bounds.right.right
              rest.left (known (Lrat.number n k m h) earlier) more))))
        (Nat.beq (Lrat.last h) 0) step)) fuel

/-- Every entry has the property. -/
def Lrat.Every {α : Type} (P : α → Prop) (xs : List α) : Prop :=
  List.rec (motive := fun _ => Prop) True (fun x _ ih => And (P x) ih) xs

/-- The clauses `i, i + 1, …, b - 1` of the table occur in this order in the formula. -/
def Lrat.taken (b : Nat) (table : Nat → Nat) (cnf : List Nat) : Nat → Bool :=
  List.rec (motive := fun _ => Nat → Bool) (fun i => Nat.beq i b)
    (fun clause _ ih i => Bool.rec (motive := fun _ => Bool) (ih i) (ih (Nat.succ i)) (Nat.beq clause (table i))) cnf

theorem Lrat.taken_sound {n k b : Nat} {code : Nat → Nat → Nat → Nat} {truth : Nat → Nat → Nat → Prop}
    {table : Nat → Nat} (cnf : List Nat) : ∀ i : Nat, Eq (Lrat.taken b table cnf i) Bool.true →
      Lrat.Every (Lrat.Holds n k code truth) cnf → Lrat.Known n k code truth table i →
      Lrat.Known n k code truth table b :=
  List.rec
    (motive := fun cnf => ∀ i : Nat, Eq (Lrat.taken b table cnf i) Bool.true →
      Lrat.Every (Lrat.Holds n k code truth) cnf → Lrat.Known n k code truth table i →
      Lrat.Known n k code truth table b)
    (fun i h _ known => Workbench.subst (fun z => Lrat.Known n k code truth table z) (Workbench.eq_of_beq i b h) known)
    (fun clause cnf ih i h every known => Bool.rec
      (motive := fun t => Eq (Nat.beq clause (table i)) t →
        Eq (Bool.rec (motive := fun _ => Bool) (Lrat.taken b table cnf i) (Lrat.taken b table cnf (Nat.succ i)) t)
          Bool.true → Lrat.Known n k code truth table b)
      (fun _ h => ih i h every.right known)
      (fun same h => ih (Nat.succ i) h every.right (Lrat.known_succ known
        (Workbench.subst (fun z => Lrat.Holds n k code truth z) (Workbench.eq_of_beq clause (table i) same)
          every.left)))
      (Nat.beq clause (table i)) (Eq.refl (Nat.beq clause (table i))) h) cnf

/-- Groups of hints, one after the other; all clauses done, the last must be empty. -/
def Lrat.groups (n k m : Nat) (code : Nat → Nat → Nat → Nat) (table : Nat → Nat) (fuel : Nat) (hints : List Nat) :
    Nat → Bool :=
  List.rec (motive := fun _ => Nat → Bool)
    (fun i => and (Nat.beq i m) (and (Nat.ble 1 m) (Nat.beq (table (Nat.pred m)) 1)))
    (fun h _ ih i => Lrat.run n k m code table ih fuel i (table i) h) hints

/-- A code is no divisor of 1. -/
def Lrat.large (n k : Nat) (code : Nat → Nat → Nat → Nat) : Bool :=
  Workbench.allBelow n (fun x => Workbench.allBelow k (fun c => Workbench.allBelow 2 (fun s => Nat.ble 2 (code x c s))))

theorem Lrat.one_of_divides {a : Nat} (two : Nat.le 2 a) (h : Workbench.Divides a 1) : False :=
  Workbench.unpack h (fun q => Nat.rec (motive := fun q => Eq 1 (Nat.mul a q) → False)
    (fun e => Workbench.succ_ne_zero Nat.zero e)
    (fun q _ e => Workbench.lt_le_absurd two (Workbench.le_trans (Workbench.le_add_left (Nat.mul a q) a)
      (Workbench.le_of_eq (Workbench.symm e)))) q)

theorem Lrat.empty_is_false {n k : Nat} {code : Nat → Nat → Nat → Nat} {truth : Nat → Nat → Nat → Prop}
    (large : Eq (Lrat.large n k code) Bool.true) (h : Lrat.Holds n k code truth 1) : False :=
  Workbench.unpack h (fun x h => Workbench.unpack h (fun c h => Workbench.unpack h (fun s h =>
    Lrat.one_of_divides
      (Workbench.allBelow_sound (P := fun x => ∀ c, Nat.lt c k → ∀ s, Nat.lt s 2 → Nat.le 2 (code x c s))
        (fun x => Workbench.allBelow_sound (P := fun c => ∀ s, Nat.lt s 2 → Nat.le 2 (code x c s))
          (fun c => Workbench.allBelow_sound (fun s => Workbench.le_of_ble 2 (code x c s)) 2) k) n large
        x h.left.left c h.left.right.left s h.left.right.right)
      h.right.right)))

theorem Lrat.groups_sound {n k m fuel : Nat} {code : Nat → Nat → Nat → Nat} {truth : Nat → Nat → Nat → Prop}
    {table : Nat → Nat} (apart : Eq (Lrat.codes n k code) Bool.true) (large : Eq (Lrat.large n k code) Bool.true)
    (consistent : Lrat.Consistent truth) (hints : List Nat) :
    ∀ i : Nat, Eq (Lrat.groups n k m code table fuel hints i) Bool.true → Lrat.Known n k code truth table i → False :=
  List.rec
    (motive := fun hints => ∀ i : Nat, Eq (Lrat.groups n k m code table fuel hints i) Bool.true →
      Lrat.Known n k code truth table i → False)
    (fun i h known => Workbench.split
      (Workbench.both (Workbench.eq_of_beq i m)
        (Workbench.both (Workbench.le_of_ble 1 m) (Workbench.eq_of_beq (table (Nat.pred m)) 1)) h)
      (fun end_ last => Lrat.empty_is_false large
        (Workbench.subst (fun z => Lrat.Holds n k code truth z) last.right
          (known (Nat.pred m) (Workbench.subst (fun z => Nat.lt (Nat.pred m) z) (Workbench.symm end_)
            (Workbench.subst (fun z => Nat.le z m) (Workbench.succ_pred last.left) (@Nat.le.refl m)))))))
    (fun h _ ih i ok known => Lrat.run_sound apart consistent (fun i go known => ih i go known) fuel i (table i) h ok
      known (fun h => h)) hints

/-- The codes are what they should be, the first `b` clauses of the table are of the formula, and the other ones, up to
the empty clause, follow by their hints. -/
def Lrat.check (n k b m fuel : Nat) (code : Nat → Nat → Nat → Nat) (table : Nat → Nat) (hints : List Nat)
    (cnf : List Nat) : Bool :=
  and (and (Lrat.codes n k code) (Lrat.large n k code))
    (and (Lrat.taken b table cnf 0) (Lrat.groups n k m code table fuel hints b))

/-- A checked refutation: no consistent assignment makes all clauses of the formula true. -/
theorem Lrat.sound {n k b m fuel : Nat} {code : Nat → Nat → Nat → Nat} {table : Nat → Nat} {hints cnf : List Nat}
    (h : Eq (Lrat.check n k b m fuel code table hints cnf) Bool.true) (truth : Nat → Nat → Nat → Prop)
    (consistent : Lrat.Consistent truth) (every : Lrat.Every (Lrat.Holds n k code truth) cnf) : False :=
  Workbench.split
    (Workbench.both (a := and (Lrat.codes n k code) (Lrat.large n k code))
      (Workbench.both (a := Lrat.codes n k code) (fun h => h) (fun h => h))
      (Workbench.both (a := Lrat.taken b table cnf 0) (fun h => h) (fun h => h)) h)
    (fun codes rest => Lrat.groups_sound codes.left codes.right consistent hints b rest.right
      (Lrat.taken_sound cnf 0 rest.left every (fun _ l => Workbench.absurd (Workbench.not_succ_le_zero l))))

end
