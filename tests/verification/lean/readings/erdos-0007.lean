theorem not_even {n : Nat} (odd : OddCovering.Odd n) : Not (Workbench.Divides 2 n) :=
  fun even => Workbench.unpack odd (fun k o => Workbench.unpack even (fun c e =>
    have same : Eq (Nat.add (Nat.mul 2 k) 1) (Nat.mul 2 c) := Workbench.trans (Workbench.symm o) e
    Workbench.cases (Workbench.lt_or_le k c)
      (fun less => Workbench.not_lt_self (Nat.add (Nat.mul 2 k) 1)
        (Workbench.subst (fun x => Nat.lt (Nat.add (Nat.mul 2 k) 1) x) (Workbench.symm same)
          (Workbench.mul_le_mul_left 2 less)))
      (fun more => Workbench.not_lt_self (Nat.mul 2 k)
        (Workbench.subst (fun x => Nat.le x (Nat.mul 2 k)) (Workbench.symm same)
          (Workbench.mul_le_mul_left 2 more)))))

theorem odd_of_not_even {n : Nat} (h : Not (Workbench.Divides 2 n)) : OddCovering.Odd n :=
  Workbench.unpack (Workbench.divide (L := 2) (Workbench.lt_of_ble (Eq.refl Bool.true)) n) (fun y more =>
    Workbench.unpack more (fun t both =>
      Workbench.cases (Workbench.lt_succ_cases both.left)
        (fun one => Exists.intro t (Workbench.trans both.right
          (Workbench.trans (Workbench.congr (fun z => Nat.add z (Nat.mul 2 t)) one)
            (Workbench.add_comm 1 (Nat.mul 2 t)))))
        (fun less => Workbench.absurd (h (Exists.intro t
          (Workbench.trans both.right (Workbench.trans
            (Workbench.congr (fun z => Nat.add z (Nat.mul 2 t))
              (Workbench.cases (Workbench.lt_succ_cases less) (fun e => e)
                (fun l => Workbench.absurd (Workbench.not_succ_le_zero l))))
            (Workbench.zero_add (Nat.mul 2 t)))))))))

theorem above (ns : List Nat) : ∀ low, Workbench.IncreasingFrom low ns → ∀ n, Workbench.Mem n ns → Nat.lt low n :=
  List.rec (motive := fun ns => ∀ low, Workbench.IncreasingFrom low ns → ∀ n, Workbench.Mem n ns → Nat.lt low n)
    (fun _ _ _ m => Workbench.absurd m)
    (fun _ _ ih low inc n m => Workbench.cases m
      (fun e => Workbench.subst (fun z => Nat.lt low z) (Workbench.symm e) inc.left)
      (fun m => Workbench.le_trans inc.left (Workbench.le_trans (Nat.le.step (@Nat.le.refl _)) (ih _ inc.right n m)))) ns

theorem at_least_three {n : Nat} (odd : OddCovering.Odd n) (two : Nat.lt 1 n) : Nat.le 3 n :=
  Workbench.cases (Workbench.le_cases two)
    (fun e => Workbench.absurd (not_even odd (Exists.intro 1 (Workbench.symm e)))) (fun l => l)

theorem to_family (ns : List Nat) (a : Nat → Nat) (h : OddCovering.System ns a) :
    And (Covering.System ns a) (And (Covering.ModuliAtLeast 3 ns) (Covering.ModuliOdd ns)) :=
  And.intro (And.intro h.left (And.intro (fun n m => (h.right.left n m).right) h.right.right))
    (And.intro (fun n m => at_least_three (h.right.left n m).left (above ns 1 h.left n m))
      (fun n m => not_even (h.right.left n m).left))

theorem from_family (ns : List Nat) (a : Nat → Nat)
    (h : And (Covering.System ns a) (And (Covering.ModuliAtLeast 3 ns) (Covering.ModuliOdd ns))) :
    OddCovering.System ns a :=
  And.intro h.left.left (And.intro
    (fun n m => And.intro (odd_of_not_even (h.right.right n m)) (h.left.right.left n m)) h.left.right.right)
