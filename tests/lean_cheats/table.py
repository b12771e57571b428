"""The page `docs/lean-judge.md`: every sample, and what each layer says of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tests.lean_cheats.layers import Answer, objections, verified
from tests.lean_cheats.sample import KINDS, PASSING, VERDICTS, Sample, titles

__all__ = ["absent", "cell", "page", "row"]

Found = Sequence[tuple[Sample, Mapping[str, Answer]]]

HEAD = """\
# What the Lean judge says of known cheats

Written by `python -m benchmarks.lean_cheats`.

A Lean proof from somebody else is believed only when every layer has let it pass: the policy reads its text, the
sandbox compiles it, the comparator holds the export of what was compiled against the statement that is asked for, the
kernel checks every declaration of the same export, and the last layer looks at what the theorem assumes and at what
was filled in. `tests/lean_cheats/` holds {cheats} samples of the {kinds} ways to cheat that are known, and {honest}
honest submissions. Here each layer is asked about each of them, **also after an earlier one has objected**, so that it
is seen what would become of a submission that gets past the policy. The judge itself stops at the first objection.

{counts}

**How to read the tables.** Most samples are texts over the small core on which Lean's own kernel runs here. Where a
trick is usually written in other words, the column `ordinary` has what the policy says of those. What is written with
Lean's metaprogramming library is done to the export (`exports.py`); what elaboration can do to the machine is done by a
program in the sandbox (`programs.py`), and by macros that reach compiled functions of Lean by name, which needs no
library. A dash is a layer that was not asked; the reasons stand at the end. Bold is the layer that is relied on. After
a colon stands what was objected to. The kernel's `no answer` is a limit or an export that it cannot read: never an
acceptance, and never a rejection either. `verdict` is what the judge says of a candidate with that text (with that
export, where it is made by hand), `unguarded` what it would say had its policy found nothing; behind them the layer
that the verdict names.
"""

COLUMNS = (*PASSING, "elsewhere", *VERDICTS)
ELSEWHERE = ("sandbox", "cache")

TAIL = """\
## What no layer sees

That a statement says what the problem means is for people: a statement may be true and empty (36), an answer may say
the question in other words (37), a proof may be of the easy part (40). The layers say which hypotheses a statement
has, what was filled in, and how long the proof is; the grade of fidelity of the record, which only a person gives,
stands beside every verdict. Comments are data: no verdict rests on reading them (42).
"""


def absent(sample: Sample, found: Mapping[str, Answer]) -> dict[str, str]:
    """Layer → why it says nothing of this sample; without an entry there is no good reason."""
    reasons: dict[str, str] = {}
    for layer in PASSING:
        if layer in found:
            continue
        if layer in sample.why_not:
            reasons[layer] = sample.why_not[layer]
        elif layer == "ordinary":
            reasons[layer] = "the text over the core is the ordinary one"
        elif "build" in found and found["build"].outcome != "built":
            reasons[layer] = "nothing was built"
        elif layer == "semantics" and "comparator" in found:
            reasons[layer] = "the export cannot be read"
        elif layer in ("policy", "build") and "kernel" in found:
            reasons[layer] = "made by hand in the export"
        elif "*" in sample.why_not:
            reasons[layer] = sample.why_not["*"]
    return reasons


def cell(sample: Sample, layer: str, found: Mapping[str, Answer]) -> str:
    """What stands in the table."""
    if layer == "elsewhere":
        return ", ".join(cell(sample, each, found) for each in ELSEWHERE if each in found) or "–"
    if layer not in found:
        return "–"
    answer = found[layer]
    text = f"{layer}: {answer.outcome}" if layer in ELSEWHERE else answer.said
    return f"**{text}**" if sample.layer == layer else text


def row(sample: Sample, found: Mapping[str, Answer]) -> str:
    """One line of the table."""
    cells = [cell(sample, layer, found) for layer in COLUMNS]
    return f"| `{sample.name}` | {sample.title} | {' | '.join(cells)} |"


def page(cheats: Found, honest: Found) -> str:
    """The page."""
    lines = [HEAD.format(cheats=len(cheats), honest=len(honest), kinds=KINDS, counts=_counts(cheats, honest))]
    head = f"| sample | what it does | {' | '.join(COLUMNS)} |\n|---|---|{'---|' * len(COLUMNS)}"
    for number, title in titles().items():
        rows = [row(sample, found) for sample, found in cheats if sample.number == number]
        lines.append(f"### {number}. {title}\n\n{head}\n" + "\n".join(rows) + "\n")
    lines.append("## Honest submissions\n")
    lines.append(f"{head}\n" + "\n".join(row(sample, found) for sample, found in honest) + "\n")
    lines.append("## Layers that were not asked\n")
    lines.append(_reasons([*cheats, *honest]))
    lines.append(TAIL)
    return "\n".join(lines)


def _counts(cheats: Found, honest: Found) -> str:
    no_text = sum(1 for _, found in cheats if not objections(found, policy=False))
    through = sum(1 for _, found in cheats if not objections(found))
    wrong = sum(verified(found) for _, found in cheats)
    good = sum(1 for _, found in honest if not objections(found))
    whole = sum(verified(found) for _, found in honest)
    return (
        f"Verified: {wrong} of {len(cheats)} cheats. No objection from any layer that was asked: {through}; with the\n"
        f"policy switched off: {no_text}, those of which nothing but a text that does not compile here is at hand. Of\n"
        f"{len(honest)} honest submissions {good} meet no objection, {whole} of them from all layers."
    )


def _reasons(found: Found) -> str:
    listed: dict[str, dict[str, list[str]]] = {}
    for sample, answers in found:
        for layer, reason in absent(sample, answers).items():
            if layer != "ordinary":
                listed.setdefault(reason, {}).setdefault(sample.name, []).append(layer)
    lines = []
    for reason, names in sorted(listed.items()):
        shown = "; ".join(f"`{name}` ({', '.join(layers)})" for name, layers in names.items())
        lines.append(f"- {reason}: {shown}.")
    return "\n".join(lines) + "\n"
