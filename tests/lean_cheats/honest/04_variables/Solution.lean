section
variable (a b : Nat)

theorem helper (h : Nat.lt a b) : Not (Eq a b) :=
  fun e => Workbench.not_lt_self b (Workbench.subst (fun x => Nat.lt x b) e h)
end

theorem goal : ∀ a b : Nat, Nat.lt a b → Not (Eq a b) := helper
