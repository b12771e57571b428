"""Runs in the sandbox alone: gives the declarations of an export to the kernel in Lean's libraries.

    objects.py       the libraries, objects of Lean, the environment
    terms.py         lines that make names, levels and terms
    declarations.py  lines that make constants, and what the kernel makes beside them
    main.py          the program

Nothing here imports more than the standard library, and `verification.lean.replay` alone starts it.
"""
