/- The number that is asked for. -/
def answer : Nat := 0

axiom goal : Nat.le answer answer
