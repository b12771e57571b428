set_option autoImplicit true

theorem goal (impossible : Flase) (known : Flase → 1 ≤ 0) : 1 ≤ 0 := known impossible
