"""Refutations in the Lean kernel: true ones are accepted, and no altered one shows what is false."""

from __future__ import annotations

import math
import os
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from problems.errors import TooLargeError, UnsupportedError
from problems.family import get_family
from problems.lean import Definitions, LeanStatement
from problems.lean.hypergraph import Hypergraph
from tests.verification.lean_alterations import accepts, altered
from tests.verification.lean_material import needs_kernel
from verification.backend import Limits
from verification.blobs import Blobs
from verification.candidate import parse_candidate
from verification.export.lean import export
from verification.export.subject import Subject
from verification.lean import kernel
from verification.lean.kernel import check, run
from verification.lean.refutation import Certificate, certificate, closed, refute
from verification.lean.text import MODULES, predicate_body, prelude
from verification.verdict import Assurance, Outcome
from verification.verifier import verify

pytestmark = needs_kernel

ALTERATIONS = int(os.environ.get("WORKBENCH_TEST_LEAN_ALTERATIONS", "120"))
"""Altered refutations that the kernel evaluates, `BATCH` of them in one file."""
BATCH = 400

LARGE = os.environ.get("WORKBENCH_TEST_LEAN_LARGE", "") == "1"
"""Whether theorems that take the kernel from ten seconds to a minute are checked."""

THEOREMS = [
    ("vdw_coloring", {"lengths": [3, 4], "n": 18}, 17),
    ("vdw_coloring", {"lengths": [3, 5], "n": 22}, 21),
    ("vdw_coloring", {"lengths": [4, 4], "n": 35}, 34),
    ("vdw_coloring", {"lengths": [2, 3, 3], "n": 14}, 13),
    ("schur_coloring", {"k": 3, "n": 14}, 13),
    ("ramsey_coloring", {"ks": [3, 3], "n": 6}, 5),
]
"""Params without a witness, and the largest n with one."""

LARGE_THEOREMS = [
    ("schur_coloring", {"k": 3, "n": 24, "weak": True}, 23),
    ("ramsey_coloring", {"ks": [3, 4], "n": 9}, 8),
    ("ramsey_coloring", {"ks": [4, 3], "n": 9}, 8),
    ("vdw_coloring", {"lengths": [3, 3, 3], "n": 27}, 26),
]


def stated(family: str, params: dict[str, Any]) -> LeanStatement:
    made: Any = get_family(family)
    statement: LeanStatement = made.lean(made.parse_params(params), None)
    return statement


def graph_of(family: str, params: dict[str, Any]) -> Hypergraph:
    graph = stated(family, params).graph
    assert graph is not None
    return graph


@pytest.mark.parametrize(("family", "params", "less"), THEOREMS + LARGE_THEOREMS * LARGE)
def test_refutations_are_accepted_and_smaller_claims_are_not_refuted(
    family: str, params: dict[str, Any], less: int, tmp_path: Path
) -> None:
    statement = closed(stated(family, params))
    assert statement.graph is None
    answer = check(statement, tmp_path, seconds=300, memory_mb=4096)
    assert answer.accepted, answer.detail
    assert closed(stated(family, params)) == statement
    with pytest.raises(UnsupportedError, match="there is a witness"):
        closed(stated(family, {**params, "n": less}))


def test_an_open_statement_is_not_checked(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="awaits a refutation"):
        check(stated("schur_coloring", {"k": 3, "n": 14}), tmp_path, seconds=5, memory_mb=4096)


def test_a_refutation_for_a_smaller_claim_is_rejected(tmp_path: Path) -> None:
    """The formula is of the claim: the same refutation shows nothing about one number less."""
    statement = closed(stated("vdw_coloring", {"lengths": [3, 4], "n": 18}))
    check_ = statement.check.replace("Colouring.refuted 18 ", "Colouring.refuted 17 ")
    check_ = check_.replace("List.nil)) 18)", "List.nil)) 17)").replace(" 36 ", " 34 ")
    assert check_ != statement.check
    smaller = replace(
        statement, check=check_, statement=statement.statement.replace("List.nil)) 18 χ", "List.nil)) 17 χ")
    )
    assert smaller.statement != statement.statement
    answer = check(smaller, tmp_path, seconds=60, memory_mb=4096)
    assert not answer.accepted
    assert answer.evaluates_to is False


def test_the_back_end_verifies_a_refutation_with_a3() -> None:
    claim = {"family": "ramsey_coloring", "params": {"ks": [3, 3], "n": 6}, "goal": "none"}
    raw = {"schema": 1, "claim": claim, "payload": {"kind": "refutation"}}
    report = verify(parse_candidate(raw), backends=["lean"])
    assert (report.outcome, report.assurance) == (Outcome.VERIFIED, Assurance.A3)
    claim["params"] = {"ks": [3, 3], "n": 5}
    assert verify(parse_candidate(raw), backends=["lean"]).outcome is Outcome.UNKNOWN


def test_every_file_of_an_exported_refutation_goes_through_the_kernel(tmp_path: Path) -> None:
    """Import lines exchanged by hand, as for witnesses; the project brings the library's files that it needs."""
    claim = {"family": "ramsey_coloring", "params": {"ks": [3, 3], "n": 6}, "goal": "none"}
    made = parse_candidate({"schema": 1, "claim": claim, "payload": {"kind": "refutation"}})
    (written,) = export([Subject(made, (), (), Blobs(tmp_path / "blobs"))], tmp_path / "project", Limits(seconds=60))
    assert "accepted by Lean 4." in written.summary
    folder, imported = tmp_path / "again", "Core"
    folder.mkdir()
    (folder / "Core.olean").write_bytes((kernel.compiled_library() / "Core.olean").read_bytes())
    for name in (*(f"Claim/{module}" for module in MODULES), "Claim/Predicate", "Solution"):
        text = (tmp_path / "project" / f"{name}.lean").read_text("utf-8")
        body = text.partition("\n")[2] if text.startswith("import ") else text
        module = Path(name).name
        (folder / f"{module}.lean").write_text(prelude(imported, body), encoding="utf-8")
        done = run(["-o", f"{module}.olean", f"{module}.lean"], folder, path=[folder], seconds=60, memory_mb=4096)
        assert (done.status, done.errors) == (0, ())
        imported = module


@pytest.mark.parametrize(
    ("family", "params"),
    [
        ("vdw_coloring", {"lengths": [4, 4], "n": 10**12}),
        ("vdw_coloring", {"lengths": [10**12, 3], "n": 10**12}),
        ("schur_coloring", {"k": 3, "n": 10**5}),
        ("schur_coloring", {"k": 10**5, "n": 10**5}),
        ("schur_coloring", {"k": 4, "n": 45}),
        ("ramsey_coloring", {"ks": [10**6, 10**6], "n": 10**5}),
        ("ramsey_coloring", {"ks": [4, 4], "n": 18}),
    ],
)
def test_what_is_too_large_is_refused_at_once(family: str, params: dict[str, Any]) -> None:
    with pytest.raises(TooLargeError, match="Lean kernel"):
        stated(family, params)


def test_long_refutations_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from verification.lean import refutation

    monkeypatch.setattr(refutation, "MAX_HINTS", 3000)
    with pytest.raises(TooLargeError, match="3259 hints is too long"):
        closed(stated("schur_coloring", {"k": 3, "n": 14}))
    monkeypatch.setattr(refutation, "MAX_CONFLICTS", 20)
    with pytest.raises(TooLargeError, match="more than 20 conflicts"):
        closed(stated("schur_coloring", {"k": 3, "n": 14}))


def evaluated(tests: Sequence[str], data: str, family: str, folder: Path) -> tuple[str, ...]:
    """Errors of a file with a theorem for each Boolean, evaluated by the kernel."""
    statement = stated(family, {"ks": [3, 3], "n": 6} if family.startswith("ramsey") else PARAMS[family])
    theorems = [
        f"theorem T{number} : Eq (Workbench.kernel {test}) Bool.true := Eq.refl Bool.true"
        for number, test in enumerate(tests)
    ]
    body = predicate_body(f"{statement.predicate}\n{data}\n" + "\n".join(theorems))
    (folder / "Trial.lean").write_text(prelude(statement.library, body), encoding="utf-8")
    path = [kernel.compiled_library()]
    return run(["Trial.lean"], folder, path=path, seconds=300, memory_mb=4096).errors


PARAMS: dict[str, dict[str, Any]] = {
    "vdw_coloring": {"lengths": [4, 4], "n": 35},
    "schur_coloring": {"k": 3, "n": 14},
}
"""Params whose statement rests on a refutation."""


def test_only_the_kernel_says_that_a_checker_is_true(tmp_path: Path) -> None:
    assert evaluated(["(not Bool.false)"], "", "vdw_coloring", tmp_path) == ()
    (error,) = evaluated(["Bool.false"], "", "vdw_coloring", tmp_path)
    assert "(kernel)" in error
    cheat = "theorem Cheat : Eq Bool.false Bool.true := Workbench.computed (Eq.refl Bool.true)"
    assert evaluated([], cheat, "vdw_coloring", tmp_path)


SAME = """
def Trial.same (xs : List Nat) : List Nat → Bool :=
  List.rec (motive := fun _ => List Nat → Bool)
    (fun ys => List.rec (motive := fun _ => Bool) Bool.true (fun _ _ _ => Bool.false) ys)
    (fun x _ ih ys => List.rec (motive := fun _ => Bool) Bool.false (fun y ys _ => and (Nat.beq x y) (ih ys)) ys) xs
"""

FORMULAS: list[tuple[str, dict[str, Any]]] = [
    *(("vdw_coloring", {"lengths": lengths, "n": n}) for lengths, n in (([4, 4], 35), ([3, 7], 40), ([2, 4, 3], 30))),
    *(
        ("schur_coloring", {"k": k, "n": n, "weak": weak})
        for k, n, weak in ((3, 14, False), (3, 21, False), (3, 24, True), (3, 29, True))
    ),
    *(("ramsey_coloring", {"ks": ks, "n": n}) for ks, n in (([3, 4], 7), ([2, 3, 3], 5), ([3, 6], 5), ([4, 4, 3], 6))),
]


@pytest.mark.parametrize("family", ["vdw_coloring", "schur_coloring", "ramsey_coloring"])
def test_lean_makes_the_formula_that_the_solver_was_given(family: str, tmp_path: Path) -> None:
    text = Definitions()
    tests = []
    for number, params in enumerate(params for name, params in FORMULAS if name == family):
        statement, graph = stated(family, params), graph_of(family, params)
        yes = [2**place + 7 for place in range(graph.vertices * graph.colours)]
        no = [3**place + 5 for place in range(graph.vertices * graph.colours)]
        products = []
        for clause in graph.formula():
            codes = [(yes if sign else no)[graph.colours * x + c] for x, c, sign in clause]
            products.append(math.prod(codes))
        names = [
            text.table(f"yes{number}", dict(enumerate(yes))),
            text.table(f"no{number}", dict(enumerate(no))),
            text.numbers(f"formula{number}", products),
        ]
        if family == "ramsey_coloring":
            pair_tables = statement.data.replace("Witness.left", f"left{number}").replace(
                "Witness.right", f"right{number}"
            )
            text.lines.append(pair_tables)
            ks = re.search(r"Ramsey\.refuted (.*?) \d+ \d+ \{", statement.check)
            assert ks is not None
            edges = f"(Ramsey.edges left{number} right{number} {ks[1]} {params['n']})"
            tests.append(f"(Ramsey.places left{number} right{number} {params['n']} {graph.vertices})")
        else:
            found = re.search(r"(\((?:Vdw|Schur)\.edges .*\))\)$", statement.check)
            assert found is not None
            edges = found[1]
        formula = f"(Colouring.formula {graph.vertices} {graph.colours} {edges} {names[0]} {names[1]})"
        tests.append(f"(Trial.same {formula} {names[2]})")
        tests.append(f"(not (Trial.same {formula} (List.cons 1 {names[2]})))")
    assert evaluated(tests, SAME + text.text, family, tmp_path) == ()


Trial = tuple[str, int, Hypergraph, Certificate]
"""Edges in Lean, n, the same as a graph, and what is brought forward."""


def trials(count: int) -> Iterator[Trial]:
    """Altered and unaltered certificates, with the claim for which they are brought forward."""
    rng = random.Random(7)
    three = "(Vdw.edges (List.cons 3 (List.cons 3 List.nil)) {})"
    graphs = {n: Hypergraph(n, (tuple(_threes(n)),) * 2) for n in (8, 9)}
    true = certificate(graphs[9], refute(graphs[9]))
    yield three.format(9), 9, graphs[9], true
    for number in range(count):
        if number % 4 == 0:
            yield three.format(9), 9, graphs[9], altered(true, rng)
            continue
        # Eight numbers can be coloured; a refutation with one edge more is almost one, and sets out from there.
        extra = tuple(sorted(rng.sample(range(8), rng.choice((1, 2)))))
        sides = [graphs[8].edges[0], graphs[8].edges[1]]
        sides[rng.randrange(2)] += (extra,)
        try:
            false = certificate(other := Hypergraph(8, (sides[0], sides[1])), refute(other))
        except UnsupportedError:
            false = replace(true, yes=true.yes[:16], no=true.no[:16])
        yield three.format(8), 8, graphs[8], altered(false, rng) if number % 4 > 1 else false


def _threes(n: int) -> Iterator[tuple[int, ...]]:
    for d in range(n, 0, -1):
        for a in range(n - 1, -1, -1):
            if a + 2 * d < n:
                yield a, a + d, a + 2 * d


def products(graph: Hypergraph, cert: Certificate) -> list[int]:
    if len(cert.yes) != graph.vertices * graph.colours:
        return []
    codes = {1: cert.yes, 0: cert.no}
    return [math.prod(codes[s][graph.colours * x + c] for x, c, s in clause) for clause in graph.formula()]


def test_altered_refutations_never_show_what_is_false(tmp_path: Path) -> None:
    """The kernel says what the same checker in Python says, and never yes of 8 numbers, which can be coloured."""
    seen = {(n, answer): 0 for n in (8, 9) for answer in (True, False)}
    for batch in batched(trials(ALTERATIONS), BATCH):
        text, tests = Definitions(), []
        for number, (edges, n, graph, cert) in enumerate(batch):
            cert.write(text, str(number))
            names = " ".join(f"Witness.{name}{number}" for name in ("yes", "no", "table", "hints"))
            test = f"(Colouring.refuted {n} 2 {' '.join(map(str, cert.sizes().values()))} {names} {edges})"
            expected = accepts(cert, products(graph, cert), 2 * n)
            assert not (expected and n == 8), cert
            seen[n, expected] += 1
            tests.append(test if expected else f"(not {test})")
        assert evaluated(tests, text.text, "vdw_coloring", tmp_path) == ()
    assert seen[9, True] > 1
    assert seen[9, False]
    assert seen[8, False] > ALTERATIONS // 2


def batched(items: Iterator[Trial], size: int) -> Iterator[list[Trial]]:
    while batch := list(islice(items, size)):
        yield batch
