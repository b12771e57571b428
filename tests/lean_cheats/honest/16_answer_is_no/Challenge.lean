/- Is 91 prime? -/
def answer : Prop := True

axiom goal : And (answer → Workbench.Prime 91) (Workbench.Prime 91 → answer)
