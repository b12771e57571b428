"""One candidate with everything that belongs on its page, as one reader may see it."""

from __future__ import annotations

from ui.read import Store, catalogue, entries_about
from ui.render.candidate import Sheet
from ui.session import settings
from verification.review import visible
from verification.review_log import reviews_of
from verification.subject import find_subject

__all__ = ["sheet_of"]


def sheet_of(store: Store, candidate: str, problem: str, reviewer: str, *, reveal: bool = False) -> Sheet:
    """The candidate with this id or prefix, for this problem; an InputError when there is none, or several."""
    catalog = catalogue(settings())
    subject = find_subject(store.ledger, catalog, candidate, problem)
    entry = next((item for item in catalog if item.id == subject.problem), None)
    shown = visible(reviews_of(store.ledger, subject.candidate, subject.problem), reviewer, reveal=reveal)
    return Sheet(subject, entry, entries_about(store, subject.candidate), shown)
