set_option autoImplicit true
set_option relaxedAutoImplicit true

theorem goal (impossible : Flase) (known : Flase → Nat.le 1 0) : Nat.le 1 0 := known impossible
