/-! With n = 4k + 3 and m = (k + 1) n: 4/n = 1/(k + 1) + 1/(m + 1) + 1/(m (m + 1)), as polynomials in k. -/

def first : List Nat := List.cons 1 (List.cons 1 List.nil)

def second : List Nat := List.cons 4 (List.cons 7 (List.cons 4 List.nil))

def third : List Nat := List.cons 12 (List.cons 49 (List.cons 77 (List.cons 56 (List.cons 16 List.nil))))

theorem identity : Identity.Decomposes 4 4 3 first second third := Identity.sound (Eq.refl Bool.true)

theorem ErdosStraus.three_mod_four : ∀ k : Nat, ErdosStraus.Decomposable (Nat.add (Nat.mul 4 k) 3) :=
  fun k => Workbench.split (identity k) (fun positive rest =>
    Exists.intro (Identity.value first k) (Exists.intro (Identity.value second k)
      (Exists.intro (Identity.value third k)
        (And.intro positive (And.intro rest.left (And.intro rest.right.left rest.right.right.right))))))
