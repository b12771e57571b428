axiom goal : Not (reached 7)
