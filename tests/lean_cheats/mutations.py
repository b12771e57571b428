"""Submissions altered at random, most of them wrong, some still right: what the judge verifies must hold."""

from __future__ import annotations

import random
import re
from functools import cache

from tests.lean_cheats.sample import Sample, honest, samples

__all__ = ["altered"]

RUNNING = (43, 47, 49, 50)
"""Numbers of samples whose texts run code or take time; what is altered may be compiled outside the sandbox."""
HEADS = ("axiom goal", "def goal", "opaque goal", "private theorem goal", "protected theorem goal", "theorem Goal",
         "set_option debug.skipKernelTC true in\ntheorem goal")  # fmt: skip
PROOFS = ("fun _ => Eq.refl _", "True.intro", "Eq.refl Bool.true", "fun x => x", "goal", "Workbench.absurd lie")


@cache
def _pools() -> tuple[list[Sample], list[Sample], list[str], list[str]]:
    """Honest samples, others, words and paragraphs."""
    good = [sample for sample in honest() if sample.in_product]
    bad = [each for each in samples() if each.in_product and each.text("Solution") and each.number not in RUNNING]
    texts = [sample.text("Solution") or "" for sample in (*good, *bad)]
    words = sorted({word for text in texts for word in re.findall(r"[A-Za-z_.]+|\d+", text)})
    return good, bad, words, [part for text in texts for part in text.split("\n\n")]


def altered(seed: int) -> tuple[Sample, str]:
    """A statement, and an altered text: often one that was written for it."""
    source = random.Random(seed)
    good, bad, words, parts = _pools()
    base = source.choice(good)
    target = base if source.random() < 0.7 else source.choice([*good, *bad])
    text = (base if source.random() < 0.7 else source.choice(bad)).text("Solution") or ""
    for _ in range(source.randint(1, 3)):
        text = _once(text, source, words, parts)
    return target, text


def _once(text: str, source: random.Random, words: list[str], parts: list[str]) -> str:
    kind = source.randrange(7)
    if kind < 2:
        found = list(re.finditer((r"\b\d{1,18}\b", r"[A-Za-z_.]+")[kind], text))
        if found:
            place = source.choice(found)
            new = source.choice(words) if kind else str(max(0, int(place[0]) + source.choice((-1, 1))))
            return text[: place.start()] + new + text[place.end() :]
    if kind == 2:
        return f"{source.choice(parts)}\n\n{text}"
    if kind == 3:
        return f"{text}\n\n{source.choice(parts)}"
    if kind == 4:
        lines = text.split("\n")
        del lines[source.randrange(len(lines))]
        return "\n".join(lines)
    if kind == 5:
        return text.replace("theorem goal", source.choice(HEADS), 1)
    begin = text.find(":=", text.find("theorem goal"))
    return f"{text[:begin]}:= {source.choice(PROOFS)}\n" if begin >= 0 else text
