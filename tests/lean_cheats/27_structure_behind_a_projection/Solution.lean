structure Box where
  value : Nat
  impossible : False

noncomputable def content (b : Box) : Nat := b.1

theorem goal : ∀ b : Box, Eq (content b) 0 := fun b => Workbench.absurd b.impossible
