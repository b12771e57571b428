axiom goal : False
