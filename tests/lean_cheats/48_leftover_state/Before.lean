axiom leftover : False

theorem earlier : True := True.intro
