"""How to read each page: what its words mean, and what they do not say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

__all__ = ["GUIDES"]

GUIDES: Mapping[str, Sequence[str]] = {
    "candidate": (
        (
            "First what is claimed and what it would mean, then what was checked. The five chips are five questions; "
            "*not assessed* means that nobody has answered yet, and none follows from another."
        ),
        (
            "A1: an exact check passed. A2: two independently stated checks agree, or an independent checker accepted "
            "a proof. A3: the Lean kernel accepted a statement made from the claim. A4: it accepted the catalogue's "
            "own statement."
        ),
        "*Check it again* is one line for a terminal; the export tab makes a bundle that a stranger can check.",
    ),
    "catalogue": (
        (
            "One row a problem. *Status* is upstream's, as of the day of the snapshot; *claims* counts what a machine "
            "could check."
        ),
        (
            "*Verified* counts candidates that passed a machine check. It does not say that the problem is solved: a "
            "claim may be one finite case. Open the problem to read what each claim would mean."
        ),
        "An empty *tried* means that nobody tried here; 0 *verified* means that somebody tried and nothing passed.",
        (
            'The search takes words and terms such as `status:open`, `tag:"sidon sets"`, `erdos:1-100`, `has:prize`, '
            "`family:sidon_golomb`."
        ),
        "Click a row to open the problem. The address holds the filters: send it to a colleague.",
    ),
    "compare": (
        (
            "One row a prover, and a model where there is one. *Found* counts attempts with a candidate, *verified* "
            "those with one that a machine check passed, *false* those whose candidate was refuted."
        ),
        (
            "Provers see different claims: what a prover does not support is an attempt of outcome `unsupported`. "
            "Compare on one selection, with the same budget."
        ),
    ),
    "families": (
        "A family is a kind of claim with parameters. Its checker decides exactly, and says what is wrong.",
        (
            "Paste a witness as JSON, as a list, as graph6 or as a solver's `v 1 -2 3 0`; it is judged in a process of "
            "its own, and nothing is recorded. To record it, use *Intake*."
        ),
    ),
    "intake": (
        (
            "Papers, notes, Lean files and witnesses of others become candidates with their author's name. A witness "
            "is checked at once; what is written in words waits in the queue for people."
        ),
        "An address is recorded and not fetched. The same thing is never recorded twice.",
    ),
    "overview": (
        (
            "The funnel counts problems, not candidates: each line is a part of the one above. *Verified* means that "
            "some claim about the problem passed a machine check, often one finite case; it does not mean solved."
        ),
        (
            "Levels: A1 an exact check, A2 two independent checks or a checked proof, A3 Lean on a statement made from "
            "the claim, A4 Lean on the catalogue's own statement. *unknown* is neither verified nor refuted."
        ),
        "What is new counts entries of the ledger since your last visit.",
    ),
    "problem": (
        (
            "*Claims* are precise statements that a machine can check. *Scope* says how much of the problem a verified "
            "candidate would answer: `settles`, `part`, `variant`, `instance` (one finite case) or `record` (a bound)."
        ),
        (
            "*Results* lists candidates, *attempts* everything that was tried, failures included. Click a row of the "
            "results to open it."
        ),
    ),
    "queue": (
        (
            "First things first: what contradicts or beats a known value, what would settle a problem, what reviewers "
            "disagree on, then by assurance. Candidates that a symmetry maps to each other are one item."
        ),
        (
            "Press the digit of an answer, write the reason, press Enter. The next question or item comes by itself. "
            "*N* and *P* move without a verdict; *U* goes back to your last answer: what you say then corrects it, and "
            "both are kept."
        ),
        "What others graded is hidden until you have graded the same axis.",
    ),
    "scan": (
        (
            "A scan runs in a process of its own: it goes on when you close this page, and *Resume* goes on where it "
            "stopped. Everything it does is in the ledger, failures included."
        ),
        "The worst case is every prover using its whole budget on every claim; judging comes on top.",
    ),
    "settings": (
        (
            "Each setting with the place it comes from: a flag, the environment, `workbench.toml`, the user's file or "
            "the default. Change it there; nothing is changed from the browser."
        ),
        "The doctor asks every back-end and tool whether it is here, and says how to install what is missing.",
    ),
}
"""Page → sentences in our own Markdown."""
