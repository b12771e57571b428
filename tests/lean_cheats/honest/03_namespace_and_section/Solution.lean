namespace Helper

section
theorem left (a b : Nat) : Nat.le a (Nat.add a b) := Workbench.le_add a b
end

namespace Inner
theorem right (a b : Nat) : Nat.le a (Nat.add b a) :=
  Workbench.subst (fun x => Nat.le a x) (Workbench.add_comm a b) (Helper.left a b)
end Inner

end Helper

open Helper.Inner in
theorem goal : ∀ a b : Nat, Nat.le a (Nat.add b a) := fun a b => right a b
