"""What a Lean source text may contain before anything else looks at it."""
