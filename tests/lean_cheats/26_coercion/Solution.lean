noncomputable def number (b : Bool) : Nat := cond b 1 0

class CoeT.{u, v} (α : Sort u) (_ : α) (β : Sort v) where
  coe : β

attribute [coe_decl] CoeT.coe

@[instance] noncomputable def all_zero (b : Bool) : CoeT Bool b Nat := ⟨0⟩

theorem goal : Eq (Bool.true : Nat) 0 := Eq.refl 0
