"""One HTML file of a report: no script, nothing from elsewhere, readable as it is.

Every text is escaped; only pictures are put in as they come, since families draw them themselves.
"""

from __future__ import annotations

import base64
import html
from collections.abc import Iterable, Mapping, Sequence

from verification.export.bundle_text import LADDER
from verification.novelty import Standing
from verification.report import Find, Report
from verification.verdict import assurance_words

__all__ = ["page"]

_STYLE = """\
:root { color-scheme: light dark; --ink: #222; --quiet: #666; --line: #ccc; --paper: #fff; --bar: #1f5fa8; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #ddd; --quiet: #999; --line: #444; --paper: #181818; --bar: #6ea8e8; }
}
body { font: 16px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem;
  color: var(--ink); background: var(--paper); }
h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2.2rem; }
table { border-collapse: collapse; margin: .6rem 0; }
th, td { text-align: left; padding: .2rem .9rem .2rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; }
.quiet { color: var(--quiet); } code, pre { font-size: .88em; overflow-wrap: anywhere; white-space: pre-wrap; }
.bar { fill: var(--bar); } .word { fill: var(--ink); font: 14px system-ui, sans-serif; }
.find { border: 1px solid var(--line); border-radius: 6px; padding: .8rem 1rem; margin: 1rem 0; }
.find img { max-width: 100%; max-height: 26rem; background: #fff; }
.chip { border: 1px solid var(--line); border-radius: 1em; padding: .1em .7em; margin-right: .4em; font-size: .85em; }
"""

_NAMED = 50
"""Candidates in conflict that are named one by one."""

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"

STANDING = {
    Standing.CONTRADICTS: "contradicts a known value: look for the mistake",
    Standing.BEATS: "beats the known values recorded here",
    Standing.EQUALS: "equals a known value",
    Standing.BELOW: "below a known value",
    Standing.NOT_COMPARABLE: "no known value to compare with",
}


def page(report: Report) -> str:
    """The HTML text; the same report gives the same text."""
    parts = [
        "<h1>Conjecture workbench: report</h1>",
        f'<p class="quiet">Ledger head <code>{_text(report.head)}</code>, '
        f"{_text(report.since[:10] or 'no date')} to {_text(report.until[:10] or 'no date')}.</p>",
        "<h2>From problems to graded results</h2>",
        _funnel(report.funnel),
        _quiet(
            "Verified means that a machine check passed; it does not say that the claim is what the problem meant, "
            "or that it is new. Those are the reviews."
        ),
        "<h2>Candidates by assurance</h2>",
        _table(
            ("level", "meaning", "candidates"),
            [(str(level), meaning, report.assurance[str(level)]) for level, meaning in LADDER.items()],
        ),
        _table(("outcome", "candidates"), sorted(report.candidate_outcomes.items())),
        _conflicts(report.conflicts),
        "<h2>Provers: cost and time</h2>",
        _provers(report),
        "<h2>How attempts ended</h2>",
        _table(("outcome", "attempts"), _by_number(report.outcomes)),
        _table(("failure mechanism", "attempts"), _by_number(report.mechanisms)) if report.mechanisms else "",
        "<h2>Back-ends</h2>",
        _table(
            ("back-end", "verified", "refuted", "unknown"),
            [
                (name, said["verified"], said["refuted"], said["unknown"])
                for name, said in sorted(report.backends.items())
            ],
        ),
        "<h2>Reviews</h2>",
        _table(("grade", "reviews"), sorted(report.grades.items())) if report.grades else _quiet("None yet."),
        "<h2>Best finds</h2>",
        *([_find(item) for item in report.best] or [_quiet("Nothing was verified yet.")]),
        "<h2>Environment</h2>",
        _table(("what", "version"), sorted(report.environment.items()))
        if report.environment
        else _quiet("Not recorded."),
    ]
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Conjecture workbench: report</title>\n<style>\n{_STYLE}</style>\n</head>\n<body>\n"
        + "\n".join(parts)
        + "\n</body>\n</html>\n"
    )


def _text(value: object) -> str:
    """Escaped text; characters that turn the writing direction or end a line are shown by their codes."""
    shown = "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in str(value).replace("\n", " "))
    return html.escape(shown)


def _quiet(text: str) -> str:
    return f'<p class="quiet">{_text(text)}</p>'


def _conflicts(candidates: Sequence[str]) -> str:
    if not candidates:
        return ""
    names = ", ".join(f"<code>{_text(name.removeprefix('sha256:')[:12])}</code>" for name in candidates[:_NAMED])
    rest = f" and {len(candidates) - _NAMED} more" if len(candidates) > _NAMED else ""
    return f"<p><strong>Conflict: the judges contradict each other, a person must look:</strong> {names}{rest}.</p>"


def _by_number(counted: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counted.items(), key=lambda item: (-item[1], item[0]))


def _figure(value: object) -> str:
    return f"{value:,.2f}" if isinstance(value, float) else f"{value:,}"


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    def cell(tag: str, value: object) -> str:
        number = isinstance(value, (int, float))
        kind = ' class="n"' if number else ""
        return f"<{tag}{kind}>{_figure(value) if number else _text(value)}</{tag}>"

    lines = ["<table>", f"<tr>{''.join(cell('th', name) for name in head)}</tr>"]
    lines += [f"<tr>{''.join(cell('td', value) for value in row)}</tr>" for row in rows]
    return "\n".join([*lines, "</table>"])


def _funnel(figures: Mapping[str, int]) -> str:
    """Bars on a common scale from the largest figure, numbers beside them."""
    largest = max([*figures.values(), 1])
    lines = [f'<svg viewBox="0 0 760 {30 * len(figures)}" width="100%" role="img" aria-label="funnel">']
    for row, (name, value) in enumerate(figures.items()):
        y, width = 30 * row, round(500 * value / largest, 1)
        lines.append(f'<text class="word" x="0" y="{y + 19}">{_text(name)}</text>')
        lines.append(f'<rect class="bar" x="110" y="{y + 5}" width="{max(width, 1.0)}" height="20"/>')
        lines.append(f'<text class="word" x="{118 + width}" y="{y + 19}">{value:,}</text>')
    return "\n".join([*lines, "</svg>"])


def _provers(report: Report) -> str:
    units = sorted({name for prover in report.provers.values() for name in prover.cost})
    rows = [
        (name, prover.attempts, prover.found, prover.verified, *(round(prover.cost[unit], 4) for unit in units))
        for name, prover in sorted(report.provers.items())
    ]
    return _table(
        ("prover", "attempts", "with a candidate", "verified", *(unit.replace("_", " ") for unit in units)), rows
    )


def _find(item: Find) -> str:
    chips = [
        f"machine check: {assurance_words(item.assurance)}",
        f"scope: {item.scope or 'not stated'}",
        STANDING[item.known],
    ]
    chips += list(item.grades) or ["fidelity, novelty, digestion: not assessed"]
    shown = "".join(f'<span class="chip">{_text(chip)}</span>' for chip in chips)
    lines = [
        '<div class="find">',
        f"<h3>{_text(' '.join(filter(None, (item.problem, item.title))) or item.candidate[:19])}</h3>",
        f"<p>{shown}</p>",
        f"<p><code>{_text(item.statement)}</code></p>",
    ]
    if item.meaning:
        lines.append(f"<p>{_text(item.meaning)}</p>")
    if item.picture:
        # As an image the picture can neither run a script nor touch the page, whatever a family drew.
        data = base64.b64encode(item.picture.encode()).decode("ascii")
        lines.append(f'<p><img alt="picture of the object" src="data:image/svg+xml;base64,{data}"></p>')
    lines += [
        f'<p class="quiet">{_text(item.reason[:600])}</p>',
        f'<p class="quiet">Made by {_text(item.made_by)}. Candidate <code>{_text(item.candidate)}</code></p>',
        "</div>",
    ]
    return "\n".join(lines)
