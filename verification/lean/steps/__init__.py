"""Proving step by step: open a theorem of a Lean project, run tactics on its states, walk the tree of states.

Two libraries offer this, behind one interface (`stepper.py`): LeanDojo on repositories that it has traced, and
LeanInteract on any project whose toolchain its REPL supports. What they say is a hint for whoever searches: they run
tactics in a process that checks no axioms and that a tactic can talk over, so a proof found here is a text, and
counts only when the judge has accepted that text.
"""
