structure Box where
  value : Nat

noncomputable def content (b : Box) : Nat := b.1

axiom goal : ∀ b : Box, Eq (content b) 0
