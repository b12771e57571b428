"""For which claims a record speaks, in the shipped records."""

from __future__ import annotations

from pathlib import Path

import pytest

from problems.catalog import Catalog, data_folder
from problems.claim import Claim, Goal, ScopeKind
from problems.errors import InputError, UnsupportedError
from problems.family import FORMAL, family_names, get_family, normalise
from verification.candidate import parse_candidate
from verification.lean.records import Records
from verification.lean.submission import Shelf, claim_of, claim_record, parse_brought, record_file, shown_by
from verification.subject import record_of

SHELF = Shelf.load()
RECORDS = tuple(SHELF.shipped)
NAMES = [record.id for record in RECORDS]


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return Catalog.load()


def test_there_are_shipped_records() -> None:
    assert len(RECORDS) >= 5
    assert all(SHELF.origin(record) == "catalogue" for record in RECORDS)


@pytest.mark.parametrize("name", NAMES)
def test_a_record_speaks_for_its_own_claims_and_no_other_s(name: str) -> None:
    """Over all pairs of records: of no claim that another one makes, unless both make it, or one negates the other."""
    record = SHELF.shipped.get(name)
    own = claim_of(record)
    assert shown_by(record, own, SHELF) == "claim"
    assert shown_by(record, own.opposite, SHELF) == "opposite"
    if record.claim is not None:
        assert shown_by(record, record.claim, SHELF) == "claim"
        assert shown_by(record, record.claim.opposite, SHELF) == "opposite"
    for other in RECORDS:
        if other.id == record.id:
            continue
        if other.id == record.negation_id:
            assert shown_by(record, claim_of(other), SHELF) == "opposite"
            assert shown_by(record, claim_of(other).opposite, SHELF) == "claim"
            continue
        for claim in (claim_of(other), claim_of(other).opposite):
            with pytest.raises(UnsupportedError):
                shown_by(record, claim, SHELF)
        if other.claim is not None and record.claim not in (other.claim, other.claim.opposite):
            with pytest.raises(UnsupportedError):
                shown_by(record, other.claim, SHELF)


@pytest.mark.parametrize("name", NAMES)
def test_its_claims_are_in_canonical_form(name: str) -> None:
    """So that a candidate's claim, which is read into that form, can be the same."""
    record = SHELF.shipped.get(name)
    for claim in filter(None, (record.claim, claim_of(record))):
        assert normalise(claim) == claim
        body = {"schema": 1, "claim": claim.model_dump(mode="json"),
                "payload": {"kind": "lean", "statement": record.id, "source": "x"}}  # fmt: skip
        assert parse_candidate(body).claim == claim


@pytest.mark.parametrize("name", [record.id for record in RECORDS if record.claim is not None])
def test_a_tied_claim_is_the_catalogue_s(name: str, catalog: Catalog) -> None:
    """A record is tied to a claim of its own problem, or to the opposite of one, whose scope fits."""
    record = SHELF.shipped.get(name)
    assert record.claim is not None
    problem = next(problem for problem in catalog if problem.id == record.problem)
    stated = {claim.claim.digest: claim for claim in problem.claims}
    found = stated.get(record.claim.digest) or stated.get(record.claim.opposite.digest)
    assert found is not None
    assert found.scope.kind == record.scope.kind


@pytest.mark.parametrize("name", NAMES)
def test_a_claim_about_a_statement_has_the_record_s_scope_and_meaning(name: str, catalog: Catalog) -> None:
    record = SHELF.shipped.get(name)
    problem = next(problem for problem in catalog if problem.id == record.problem)
    said, digest = record_of(problem, claim_of(record))
    if record.scope.kind is ScopeKind.SETTLES and problem.source.kind == "memory":
        assert (said, digest) == (None, "")
        return
    assert said is not None
    assert (said.scope, said.meaning, said.digest) == (record.scope, record.meaning, digest)
    assert said.claim == claim_of(record)
    opposite = claim_record(claim_of(record).opposite, problem)
    negation = SHELF.negation(record)
    assert (opposite is None) == (negation is None)
    assert opposite is None or negation is None or opposite.meaning == negation.meaning
    elsewhere = next(each for each in catalog if each.id != record.problem)
    assert claim_record(claim_of(record), elsewhere) is None
    other = claim_of(record).model_copy(update={"params": {"statement": record.id, "sha256": "0" * 64}})
    assert claim_record(other, problem) is None


@pytest.mark.parametrize("name", NAMES)
def test_a_record_in_a_bundle_says_the_same(name: str) -> None:
    record = SHELF.shipped.get(name)
    again = parse_brought(record_file(record, SHELF.negated(record)), "statement.json")
    assert [(each.id, each.digest) for each in again][:1] == [(record.id, record.digest)]


@pytest.mark.parametrize("name", NAMES)
def test_brought_by_a_stranger_it_speaks_for_itself_alone(name: str) -> None:
    record = SHELF.shipped.get(name)
    strange = Shelf(Records([]), Records([]), Records(filter(None, (record, SHELF.negated(record)))))
    assert strange.origin(record) == "brought"
    assert strange.get(record.id, claim_of(record)).digest == record.digest
    assert shown_by(record, claim_of(record), strange) == "claim"
    others = [record.claim, record.claim.opposite] if record.claim else []
    if negation := SHELF.negation(record):
        others += [claim_of(negation), claim_of(negation).opposite]
    for claim in others:
        with pytest.raises(UnsupportedError):
            shown_by(record, claim, strange)


def test_the_family_of_formal_statements_stands_in_no_list() -> None:
    assert FORMAL not in family_names()
    claim = Claim(family=FORMAL, params={"statement": NAMES[0], "sha256": "0" * 64}, goal=Goal.NONE)
    family = get_family(FORMAL)
    assert "does not hold" in family.statement(family.parse_params(claim.params), claim.goal)


def test_nobody_can_take_the_name_of_a_shipped_record(tmp_path: Path) -> None:
    """Same text, same id, but tied to another claim: nothing is judged while such a file is there."""
    shipped = data_folder("lean") / "statements" / "erdos-0030.yaml"
    text = shipped.read_text("utf-8")
    claim = "{family: sidon_golomb, params: {N: 18, k: 6}, goal: exists}"
    assert claim in text
    (tmp_path / "mine.yaml").write_text(text.replace(claim, claim.replace("k: 6", "k: 7")), "utf-8")
    with pytest.raises(InputError, match="is the id of a record that ships"):
        Shelf.load([str(tmp_path)])


def test_a_record_of_one_s_own_is_no_record_of_the_catalogue(tmp_path: Path) -> None:
    text = (data_folder("lean") / "statements" / "erdos-0030.yaml").read_text("utf-8")
    (tmp_path / "mine.yaml").write_text(text.replace("repository: workbench", "repository: mine"), "utf-8")
    shelf = Shelf.load([str(tmp_path), str(tmp_path / "missing")])
    own = next(record for record in shelf.known if record.repository == "mine")
    assert shelf.origin(own) == "overlay"
    assert shown_by(own, claim_of(own), shelf) == "claim"
    twin = next(record for record in shelf.shipped if record.declaration == own.declaration)
    with pytest.raises(UnsupportedError):
        shown_by(own, claim_of(twin), shelf)
