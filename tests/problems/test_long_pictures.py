"""Pictures of witnesses whose numbers are beyond every floating-point range."""

from __future__ import annotations

from problems.family import get_family


def test_unit_fractions_far_from_their_sum_are_drawn() -> None:
    family = get_family("erdos_straus_decomposition")
    params = family.parse_params({"a": 4, "n": str(10**3000)})
    drawn = family.draw(params, family.parse_witness({"xyz": [1, 2, 3]}))
    assert drawn.startswith("<svg")
    assert "sum" in drawn
