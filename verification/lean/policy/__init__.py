"""What a Lean source text may contain before anything else looks at it."""

from verification.lean.policy.examination import MOST_BYTES, Objection, Rule, examine, source_text

__all__ = ["MOST_BYTES", "Objection", "Rule", "examine", "source_text"]
