/-- Two levels below the statement. -/
def threshold : Nat := 42

noncomputable def reached (n : Nat) : Prop := Nat.le threshold n
