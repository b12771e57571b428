theorem goal : ∀ a b : Nat, Nat.lt a b → Nat.lt b a → False :=
  fun a _ h k => Workbench.not_lt_self a (Workbench.le_trans (Nat.le.step h) k)
