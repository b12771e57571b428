/-!
Refutations of formulas in conjunctive normal form, checked by the kernel.

The variables are numbered `0, …, v - 1`. A literal is a variable `u` or its negation, with the codes `yes u` and `no u`, and a
clause is the product of the codes of its literals. The codes are found coprime in pairs, so that a code divides a
product of codes only where it is a factor. That makes one step of unit propagation one division of natural numbers,
which the kernel does at once, and whose soundness rests on multiplication alone.

A refutation is a table of clauses: first clauses of the formula, then lemmas, the last of which is empty. Each lemma
has *hints*: with all its literals assumed false, each hint names a clause of which one literal is left, which is
therefore true, and the last names a clause of which none is left (reverse unit propagation, as in LRAT files).
-/

noncomputable section

/-! ## Literals and clauses -/

/-- Codes of different literals are coprime. -/
def Lrat.codes (v : Nat) (yes no : Nat → Nat) : Bool :=
  and (Workbench.apart v (fun u => Nat.mul (yes u) (no u)))
    (Workbench.allBelow v (fun u => and (Workbench.coprime (yes u) (no u)) (and (Nat.ble 2 (yes u)) (Nat.ble 2 (no u)))))

/-- `truth u` says that the variable `u` is true. Some literal of the clause is true. -/
def Lrat.Holds (v : Nat) (yes no : Nat → Nat) (truth : Nat → Prop) (clause : Nat) : Prop :=
  Exists (fun u => And (Nat.lt u v)
    (Or (And (truth u) (Workbench.Divides (yes u) clause)) (And (Not (truth u)) (Workbench.Divides (no u) clause))))

theorem Lrat.holds_more {v : Nat} {yes no : Nat → Nat} {truth : Nat → Prop} {D F : Nat}
    (part : Workbench.Divides D F) (h : Lrat.Holds v yes no truth D) : Lrat.Holds v yes no truth F :=
  Workbench.unpack h (fun u h => Exists.intro u (And.intro h.left (Workbench.cases h.right
    (fun h => Or.inl (And.intro h.left (Workbench.divides_trans h.right part)))
    (fun h => Or.inr (And.intro h.left (Workbench.divides_trans h.right part))))))

theorem Lrat.apart_variables {v : Nat} {yes no : Nat → Nat} (codes : Eq (Lrat.codes v yes no) Bool.true) {u w a b : Nat}
    (ul : Nat.lt u v) (wl : Nat.lt w v) (differ : Eq u w → False)
    (au : Workbench.Divides a (Nat.mul (yes u) (no u))) (bw : Workbench.Divides b (Nat.mul (yes w) (no w))) :
    Workbench.Apart a b :=
  Workbench.apart_factors
    (Workbench.apart_sound (Workbench.and_left (Workbench.apart v (fun u => Nat.mul (yes u) (no u)))
      (Workbench.allBelow v (fun u => and (Workbench.coprime (yes u) (no u))
        (and (Nat.ble 2 (yes u)) (Nat.ble 2 (no u))))) codes) ul wl differ) au bw

/-- The two codes of a variable are coprime, and neither divides 1. -/
theorem Lrat.own_codes {v : Nat} {yes no : Nat → Nat} (codes : Eq (Lrat.codes v yes no) Bool.true) {u : Nat}
    (ul : Nat.lt u v) : And (Workbench.Coprime (yes u) (no u)) (And (Nat.le 2 (yes u)) (Nat.le 2 (no u))) :=
  Workbench.allBelow_sound
    (P := fun u => And (Workbench.Coprime (yes u) (no u)) (And (Nat.le 2 (yes u)) (Nat.le 2 (no u))))
    (fun u => Workbench.both Workbench.coprime_sound
      (Workbench.both (Workbench.le_of_ble 2 (yes u)) (Workbench.le_of_ble 2 (no u)))) v
    (Workbench.and_right (Workbench.apart v (fun u => Nat.mul (yes u) (no u)))
      (Workbench.allBelow v (fun u => and (Workbench.coprime (yes u) (no u))
        (and (Nat.ble 2 (yes u)) (Nat.ble 2 (no u))))) codes) u ul

/-- Of a true clause within `F` and the literal `w`, that literal is true or `F` is. -/
theorem Lrat.last_yes {v : Nat} {yes no : Nat → Nat} {truth : Nat → Prop} (codes : Eq (Lrat.codes v yes no) Bool.true)
    {D F w : Nat} (wl : Nat.lt w v) (part : Workbench.Divides D (Nat.mul F (yes w)))
    (h : Lrat.Holds v yes no truth D) : Or (truth w) (Lrat.Holds v yes no truth F) :=
  Workbench.unpack h (fun u h => Bool.rec
    (motive := fun b => Eq (Nat.beq u w) b → Or (truth w) (Lrat.Holds v yes no truth F))
    (fun other => Workbench.split
      (And.intro
        (fun e => Workbench.false_ne_true (Workbench.trans (Workbench.symm other) (Workbench.beq_of_eq e))) True.intro)
      (fun differ _ => Or.inr (Exists.intro u (And.intro h.left (Workbench.cases h.right
        (fun t => Or.inl (And.intro t.left (Workbench.gauss
          (Lrat.apart_variables codes h.left wl differ (Workbench.divides_mul (no u) (Workbench.divides_self (yes u)))
            (Workbench.divides_mul (no w) (Workbench.divides_self (yes w))))
          (Workbench.divides_trans t.right part))))
        (fun f => Or.inr (And.intro f.left (Workbench.gauss
          (Lrat.apart_variables codes h.left wl differ
            (Workbench.divides_mul_left (yes u) (Workbench.divides_self (no u)))
            (Workbench.divides_mul (no w) (Workbench.divides_self (yes w))))
          (Workbench.divides_trans f.right part)))))))))
    (fun same => Workbench.cases h.right
      (fun t => Or.inl (Workbench.subst truth (Workbench.eq_of_beq u w same) t.left))
      (fun f => Or.inr (Exists.intro u (And.intro h.left (Or.inr (And.intro f.left (Workbench.gauss
        (Or.inr (Workbench.subst (fun z => Workbench.Coprime (yes z) (no u)) (Workbench.eq_of_beq u w same)
          (Lrat.own_codes codes h.left).left))
        (Workbench.divides_trans f.right part))))))))
    (Nat.beq u w) (Eq.refl (Nat.beq u w)))

/-- The same for the negation of `w`. -/
theorem Lrat.last_no {v : Nat} {yes no : Nat → Nat} {truth : Nat → Prop} (codes : Eq (Lrat.codes v yes no) Bool.true)
    {D F w : Nat} (wl : Nat.lt w v) (part : Workbench.Divides D (Nat.mul F (no w)))
    (h : Lrat.Holds v yes no truth D) : Or (Not (truth w)) (Lrat.Holds v yes no truth F) :=
  Workbench.unpack h (fun u h => Bool.rec
    (motive := fun b => Eq (Nat.beq u w) b → Or (Not (truth w)) (Lrat.Holds v yes no truth F))
    (fun other => Workbench.split
      (And.intro
        (fun e => Workbench.false_ne_true (Workbench.trans (Workbench.symm other) (Workbench.beq_of_eq e))) True.intro)
      (fun differ _ => Or.inr (Exists.intro u (And.intro h.left (Workbench.cases h.right
        (fun t => Or.inl (And.intro t.left (Workbench.gauss
          (Lrat.apart_variables codes h.left wl differ (Workbench.divides_mul (no u) (Workbench.divides_self (yes u)))
            (Workbench.divides_mul_left (yes w) (Workbench.divides_self (no w))))
          (Workbench.divides_trans t.right part))))
        (fun f => Or.inr (And.intro f.left (Workbench.gauss
          (Lrat.apart_variables codes h.left wl differ
            (Workbench.divides_mul_left (yes u) (Workbench.divides_self (no u)))
            (Workbench.divides_mul_left (yes w) (Workbench.divides_self (no w))))
          (Workbench.divides_trans f.right part)))))))))
    (fun same => Workbench.cases h.right
      (fun t => Or.inr (Exists.intro u (And.intro h.left (Or.inl (And.intro t.left (Workbench.gauss
        (Or.inl (Workbench.subst (fun z => Workbench.Coprime (yes u) (no z)) (Workbench.eq_of_beq u w same)
          (Lrat.own_codes codes h.left).left))
        (Workbench.divides_trans t.right part)))))))
      (fun f => Or.inl (Workbench.subst (fun z => Not (truth z)) (Workbench.eq_of_beq u w same) f.left)))
    (Nat.beq u w) (Eq.refl (Nat.beq u w)))

/-- One step of unit propagation: of the true clause `D` all literals but `w` are in `F`, so that `F` holds if it holds
with the negation of `w` added. -/
theorem Lrat.propagate_yes {v : Nat} {yes no : Nat → Nat} {truth : Nat → Prop}
    (codes : Eq (Lrat.codes v yes no) Bool.true) {D F w : Nat} (wl : Nat.lt w v)
    (part : Workbench.Divides D (Nat.mul F (yes w))) (h : Lrat.Holds v yes no truth D)
    (more : Lrat.Holds v yes no truth (Nat.mul F (no w))) : Lrat.Holds v yes no truth F :=
  Workbench.cases (Lrat.last_yes codes wl part h)
    (fun t => Workbench.cases (Lrat.last_no codes wl (Workbench.divides_self (Nat.mul F (no w))) more)
      (fun f => Workbench.absurd (f t)) (fun h => h)) (fun h => h)

theorem Lrat.propagate_no {v : Nat} {yes no : Nat → Nat} {truth : Nat → Prop}
    (codes : Eq (Lrat.codes v yes no) Bool.true) {D F w : Nat} (wl : Nat.lt w v)
    (part : Workbench.Divides D (Nat.mul F (no w))) (h : Lrat.Holds v yes no truth D)
    (more : Lrat.Holds v yes no truth (Nat.mul F (yes w))) : Lrat.Holds v yes no truth F :=
  Workbench.cases (Lrat.last_no codes wl part h)
    (fun f => Workbench.cases (Lrat.last_yes codes wl (Workbench.divides_self (Nat.mul F (yes w))) more)
      (fun t => Workbench.absurd (f t)) (fun h => h)) (fun h => h)

/-! ## The checker -/

/-- Goes through the hints, digits of the number `h`, for clause number `i`; all literals of `F` are assumed false. The
lowest two bits of a hint say whether its clause has none left (3), a variable (1) or a negation (2); then come the
variable, and the clause from the factor `r` on; the next hint begins at the factor `q`. After the last hint of a lemma
comes the next lemma, after the last one of `h` whatever `next` does. -/
def Lrat.run (v m r q : Nat) (yes no table : Nat → Nat) (next : Nat → Bool) (fuel : Nat) : Nat → Nat → Nat → Bool :=
  Nat.rec (motive := fun _ => Nat → Nat → Nat → Bool) (fun _ _ _ => Bool.false)
    (fun _ ih i F h => and (Nat.ble (Nat.succ (Nat.mod (Nat.div h r) m)) i)
      (Bool.rec (motive := fun _ => Bool)
        (and (Nat.ble (Nat.succ (Nat.mod (Nat.div h 4) v)) v) (Bool.rec (motive := fun _ => Bool)
          (and (Workbench.divides (table (Nat.mod (Nat.div h r) m)) (Nat.mul F (no (Nat.mod (Nat.div h 4) v))))
            (ih i (Nat.mul F (yes (Nat.mod (Nat.div h 4) v))) (Nat.div h q)))
          (and (Workbench.divides (table (Nat.mod (Nat.div h r) m)) (Nat.mul F (yes (Nat.mod (Nat.div h 4) v))))
            (ih i (Nat.mul F (no (Nat.mod (Nat.div h 4) v))) (Nat.div h q)))
          (Nat.beq (Nat.mod h 4) 1)))
        (and (Workbench.divides (table (Nat.mod (Nat.div h r) m)) F)
          (Bool.rec (motive := fun _ => Bool) (ih (Nat.succ i) (table (Nat.succ i)) (Nat.div h q))
            (next (Nat.succ i)) (Nat.beq (Nat.div h q) 0)))
        (Nat.beq (Nat.mod h 4) 3))) fuel

/-- All clauses before number `i` are true. -/
def Lrat.Known (v : Nat) (yes no : Nat → Nat) (truth : Nat → Prop) (table : Nat → Nat) (i : Nat) : Prop :=
  ∀ j : Nat, Nat.lt j i → Lrat.Holds v yes no truth (table j)

theorem Lrat.known_succ {v : Nat} {yes no table : Nat → Nat} {truth : Nat → Prop} {i : Nat}
    (known : Lrat.Known v yes no truth table i) (h : Lrat.Holds v yes no truth (table i)) :
    Lrat.Known v yes no truth table (Nat.succ i) :=
  fun j l => Workbench.cases (Workbench.lt_succ_cases l)
    (fun e => Workbench.subst (fun z => Lrat.Holds v yes no truth (table z)) (Workbench.symm e) h) (known j)

theorem Lrat.run_sound {v m r q : Nat} {yes no table : Nat → Nat} {truth : Nat → Prop}
    (codes : Eq (Lrat.codes v yes no) Bool.true) {next : Nat → Bool}
    (after : ∀ i, Eq (next i) Bool.true → Lrat.Known v yes no truth table i → False) (fuel : Nat) :
    ∀ i F h : Nat, Eq (Lrat.run v m r q yes no table next fuel i F h) Bool.true →
      Lrat.Known v yes no truth table i →
      (Lrat.Holds v yes no truth F → Lrat.Holds v yes no truth (table i)) → False :=
  Nat.rec
    (motive := fun fuel => ∀ i F h : Nat, Eq (Lrat.run v m r q yes no table next fuel i F h) Bool.true →
      Lrat.Known v yes no truth table i →
      (Lrat.Holds v yes no truth F → Lrat.Holds v yes no truth (table i)) → False)
    (fun _ _ _ h _ _ => Workbench.false_ne_true h)
    (fun fuel ih i F h ok known lemma_ => Workbench.split
      (Workbench.both (a := Nat.ble (Nat.succ (Nat.mod (Nat.div h r) m)) i) Workbench.lt_of_ble (fun h => h) ok)
      (fun earlier step => Bool.rec
        (motive := fun b => Eq
          (Bool.rec (motive := fun _ => Bool)
            (and (Nat.ble (Nat.succ (Nat.mod (Nat.div h 4) v)) v) (Bool.rec (motive := fun _ => Bool)
              (and (Workbench.divides (table (Nat.mod (Nat.div h r) m)) (Nat.mul F (no (Nat.mod (Nat.div h 4) v))))
                (Lrat.run v m r q yes no table next fuel i (Nat.mul F (yes (Nat.mod (Nat.div h 4) v))) (Nat.div h q)))
              (and (Workbench.divides (table (Nat.mod (Nat.div h r) m)) (Nat.mul F (yes (Nat.mod (Nat.div h 4) v))))
                (Lrat.run v m r q yes no table next fuel i (Nat.mul F (no (Nat.mod (Nat.div h 4) v))) (Nat.div h q)))
              (Nat.beq (Nat.mod h 4) 1)))
            (and (Workbench.divides (table (Nat.mod (Nat.div h r) m)) F)
              (Bool.rec (motive := fun _ => Bool)
                (Lrat.run v m r q yes no table next fuel (Nat.succ i) (table (Nat.succ i)) (Nat.div h q))
                (next (Nat.succ i)) (Nat.beq (Nat.div h q) 0))) b) Bool.true → False)
        (fun unit => Workbench.split
          (Workbench.both (a := Nat.ble (Nat.succ (Nat.mod (Nat.div h 4) v)) v) Workbench.lt_of_ble (fun h => h) unit)
          (fun wl way => Bool.rec
            (motive := fun b => Eq (Bool.rec (motive := fun _ => Bool)
              (and (Workbench.divides (table (Nat.mod (Nat.div h r) m)) (Nat.mul F (no (Nat.mod (Nat.div h 4) v))))
                (Lrat.run v m r q yes no table next fuel i (Nat.mul F (yes (Nat.mod (Nat.div h 4) v))) (Nat.div h q)))
              (and (Workbench.divides (table (Nat.mod (Nat.div h r) m)) (Nat.mul F (yes (Nat.mod (Nat.div h 4) v))))
                (Lrat.run v m r q yes no table next fuel i (Nat.mul F (no (Nat.mod (Nat.div h 4) v))) (Nat.div h q)))
              b) Bool.true → False)
            (fun go => Workbench.split
              (Workbench.both
                (a := Workbench.divides (table (Nat.mod (Nat.div h r) m)) (Nat.mul F (no (Nat.mod (Nat.div h 4) v))))
                Workbench.divides_sound (fun h => h) go)
              (fun part rest => ih i (Nat.mul F (yes (Nat.mod (Nat.div h 4) v))) (Nat.div h q) rest known
                (fun more => lemma_ (Lrat.propagate_no codes wl part (known (Nat.mod (Nat.div h r) m) earlier) more))))
            (fun go => Workbench.split
              (Workbench.both
                (a := Workbench.divides (table (Nat.mod (Nat.div h r) m)) (Nat.mul F (yes (Nat.mod (Nat.div h 4) v))))
                Workbench.divides_sound (fun h => h) go)
              (fun part rest => ih i (Nat.mul F (no (Nat.mod (Nat.div h 4) v))) (Nat.div h q) rest known
                (fun more => lemma_ (Lrat.propagate_yes codes wl part (known (Nat.mod (Nat.div h r) m) earlier) more))))
            (Nat.beq (Nat.mod h 4) 1) way))
        (fun final => Workbench.split
          (Workbench.both (a := Workbench.divides (table (Nat.mod (Nat.div h r) m)) F) Workbench.divides_sound
            (fun h => h) final)
          (fun part then_ => Workbench.split
            (And.intro (Lrat.known_succ known (lemma_ (Lrat.holds_more part (known (Nat.mod (Nat.div h r) m) earlier))))
              True.intro)
            (fun known _ => Bool.rec
              (motive := fun b => Eq (Bool.rec (motive := fun _ => Bool)
                (Lrat.run v m r q yes no table next fuel (Nat.succ i) (table (Nat.succ i)) (Nat.div h q))
                (next (Nat.succ i)) b) Bool.true → False)
              (fun go => ih (Nat.succ i) (table (Nat.succ i)) (Nat.div h q) go known (fun h => h))
              (fun go => after (Nat.succ i) go known)
              (Nat.beq (Nat.div h q) 0) then_)))
        (Nat.beq (Nat.mod h 4) 3) step)) fuel

/-- Every entry has the property. -/
def Lrat.Every {α : Type} (P : α → Prop) (xs : List α) : Prop :=
  List.rec (motive := fun _ => Prop) True (fun x _ ih => And (P x) ih) xs

/-- The clauses `i, i + 1, …, b - 1` of the table occur in this order in the formula. -/
def Lrat.taken (b : Nat) (table : Nat → Nat) (cnf : List Nat) : Nat → Bool :=
  List.rec (motive := fun _ => Nat → Bool) (fun i => Nat.beq i b)
    (fun clause _ ih i => Bool.rec (motive := fun _ => Bool) (ih i) (ih (Nat.succ i)) (Nat.beq clause (table i))) cnf

theorem Lrat.taken_sound {v b : Nat} {yes no table : Nat → Nat} {truth : Nat → Prop} (cnf : List Nat) :
    ∀ i : Nat, Eq (Lrat.taken b table cnf i) Bool.true → Lrat.Every (Lrat.Holds v yes no truth) cnf →
      Lrat.Known v yes no truth table i → Lrat.Known v yes no truth table b :=
  List.rec
    (motive := fun cnf => ∀ i : Nat, Eq (Lrat.taken b table cnf i) Bool.true →
      Lrat.Every (Lrat.Holds v yes no truth) cnf → Lrat.Known v yes no truth table i →
      Lrat.Known v yes no truth table b)
    (fun i h _ known => Workbench.subst (fun z => Lrat.Known v yes no truth table z) (Workbench.eq_of_beq i b h) known)
    (fun clause cnf ih i h every known => Bool.rec
      (motive := fun t => Eq (Nat.beq clause (table i)) t →
        Eq (Bool.rec (motive := fun _ => Bool) (Lrat.taken b table cnf i) (Lrat.taken b table cnf (Nat.succ i)) t)
          Bool.true → Lrat.Known v yes no truth table b)
      (fun _ h => ih i h every.right known)
      (fun same h => ih (Nat.succ i) h every.right (Lrat.known_succ known
        (Workbench.subst (fun z => Lrat.Holds v yes no truth z) (Workbench.eq_of_beq clause (table i) same) every.left)))
      (Nat.beq clause (table i)) (Eq.refl (Nat.beq clause (table i))) h) cnf

/-- Groups of hints, one after the other; all clauses done, the last must be empty. -/
def Lrat.groups (v m r q : Nat) (yes no table : Nat → Nat) (fuel : Nat) (hints : List Nat) : Nat → Bool :=
  List.rec (motive := fun _ => Nat → Bool)
    (fun i => and (Nat.beq i m) (and (Nat.ble 1 m) (Nat.beq (table (Nat.pred m)) 1)))
    (fun h _ ih i => Lrat.run v m r q yes no table ih fuel i (table i) h) hints

theorem Lrat.one_of_divides {a : Nat} (two : Nat.le 2 a) (h : Workbench.Divides a 1) : False :=
  Workbench.unpack h (fun c => Nat.rec (motive := fun c => Eq 1 (Nat.mul a c) → False)
    (fun e => Workbench.succ_ne_zero Nat.zero e)
    (fun c _ e => Workbench.lt_le_absurd two (Workbench.le_trans (Workbench.le_add_left (Nat.mul a c) a)
      (Workbench.le_of_eq (Workbench.symm e)))) c)

theorem Lrat.empty_is_false {v : Nat} {yes no : Nat → Nat} {truth : Nat → Prop}
    (codes : Eq (Lrat.codes v yes no) Bool.true) (h : Lrat.Holds v yes no truth 1) : False :=
  Workbench.unpack h (fun _ h => Workbench.cases h.right
    (fun t => Lrat.one_of_divides (Lrat.own_codes codes h.left).right.left t.right)
    (fun f => Lrat.one_of_divides (Lrat.own_codes codes h.left).right.right f.right))

theorem Lrat.groups_sound {v m r q fuel : Nat} {yes no table : Nat → Nat} {truth : Nat → Prop}
    (codes : Eq (Lrat.codes v yes no) Bool.true) (hints : List Nat) :
    ∀ i : Nat, Eq (Lrat.groups v m r q yes no table fuel hints i) Bool.true →
      Lrat.Known v yes no truth table i → False :=
  List.rec
    (motive := fun hints => ∀ i : Nat, Eq (Lrat.groups v m r q yes no table fuel hints i) Bool.true →
      Lrat.Known v yes no truth table i → False)
    (fun i h known => Workbench.split
      (Workbench.both (Workbench.eq_of_beq i m)
        (Workbench.both (Workbench.le_of_ble 1 m) (Workbench.eq_of_beq (table (Nat.pred m)) 1)) h)
      (fun end_ last => Lrat.empty_is_false codes
        (Workbench.subst (fun z => Lrat.Holds v yes no truth z) last.right
          (known (Nat.pred m) (Workbench.subst (fun z => Nat.lt (Nat.pred m) z) (Workbench.symm end_)
            (Workbench.subst (fun z => Nat.le z m) (Workbench.succ_pred last.left) (@Nat.le.refl m)))))))
    (fun h _ ih i ok known => Lrat.run_sound codes (fun i go known => ih i go known) fuel i (table i) h ok known
      (fun h => h)) hints

/-- The codes are what they should be, the first `b` of the `m` clauses of the table are of the formula, and the other
ones, up to the empty clause, follow by their hints. -/
def Lrat.check (v b m r q fuel : Nat) (yes no table : Nat → Nat) (hints cnf : List Nat) : Bool :=
  and (Lrat.codes v yes no) (and (Lrat.taken b table cnf 0) (Lrat.groups v m r q yes no table fuel hints b))

/-- A checked refutation: no assignment makes all clauses of the formula true. -/
theorem Lrat.sound {v b m r q fuel : Nat} {yes no table : Nat → Nat} {hints cnf : List Nat}
    (h : Eq (Lrat.check v b m r q fuel yes no table hints cnf) Bool.true) (truth : Nat → Prop) :
    Not (Lrat.Every (Lrat.Holds v yes no truth) cnf) :=
  fun every => Workbench.split
    (Workbench.both (a := Lrat.codes v yes no) (fun h => h)
      (Workbench.both (a := Lrat.taken b table cnf 0) (fun h => h) (fun h => h)) h)
    (fun codes rest => Lrat.groups_sound codes hints b rest.right
      (Lrat.taken_sound cnf 0 rest.left every (fun _ l => Workbench.absurd (Workbench.not_succ_le_zero l))))

end
