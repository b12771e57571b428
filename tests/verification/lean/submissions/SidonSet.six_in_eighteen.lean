def members : List Nat :=
  List.cons 1 (List.cons 2 (List.cons 5 (List.cons 11 (List.cons 13 (List.cons 18 List.nil)))))

/-- One summand of each sum of two members, as digits in base 256. -/
def summand : Nat → Nat :=
  Workbench.digit 8 256 0x12000000000d000b00000d000b050b00020105000502010201000500000201000201010000

theorem sidon : Sidon.Set 18 6 members := Sidon.sound (one := summand) (Eq.refl Bool.true)

theorem SidonSet.six_in_eighteen : SidonSet.OfSize 18 6 :=
  Exists.intro members (And.intro sidon.right.left (And.intro sidon.right.right.left (And.intro sidon.left
    (fun a b c d ma mb mc md e => sidon.right.right.right a ma b mb c mc d md e))))
