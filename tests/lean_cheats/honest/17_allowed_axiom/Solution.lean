structure Iff (a b : Prop) : Prop where
  intro ::
  mp : a → b
  mpr : b → a

axiom propext {a b : Prop} : Iff a b → Eq a b

theorem goal : Eq (Workbench.Prime 2) True :=
  propext (Iff.intro (fun _ => True.intro) (fun _ => Workbench.prime_sound (Eq.refl Bool.true)))
