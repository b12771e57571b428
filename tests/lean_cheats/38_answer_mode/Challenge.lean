/- The variant `true` of the question whether 9 is prime. -/
axiom goal : Eq True (Workbench.Prime 9)
