/- Which numbers have this property? -/
def answer : Nat → Prop := fun _ => False

axiom goal : ∀ n : Nat, Eq (answer n) (Workbench.Prime (Nat.succ (Nat.mul n n)))
