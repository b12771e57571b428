"""The built-in claim families, one file (or folder) each; `problems.family.get_family` finds them."""
