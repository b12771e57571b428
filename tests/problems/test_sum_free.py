"""Sum-free colourings that ship: each reaches as far as it says, and no further."""

from __future__ import annotations

import random

import pytest

from problems.family import get_family
from problems.sum_free import strong_length, weak_length

FAMILY = get_family("schur_coloring")


@pytest.mark.parametrize("weak", [False, True])
@pytest.mark.parametrize("classes", range(1, 9))
def test_colourings_are_sum_free_up_to_their_length(classes: int, weak: bool) -> None:
    longest = (weak_length if weak else strong_length)(classes)
    for n in (1, longest // 2 + 1, longest - 1, longest):
        if n < 1:
            continue
        params = FAMILY.parse_params({"k": classes, "n": n, "weak": weak})
        (witness,) = FAMILY.constructions(params, random.Random(0))
        finding = FAMILY.check(params, FAMILY.parse_witness(witness))
        assert finding.holds, finding
    beyond = FAMILY.parse_params({"k": classes, "n": longest + 1, "weak": weak})
    assert not list(FAMILY.constructions(beyond, random.Random(0)))


def test_lengths_are_the_values_that_are_known() -> None:
    assert [strong_length(classes) for classes in range(1, 6)] == [1, 4, 13, 44, 160]
    assert [weak_length(classes) for classes in range(1, 7)] == [2, 8, 23, 66, 196, 642]


def test_classes_are_accepted_in_place_of_the_colouring() -> None:
    filled = FAMILY.fill_witness({"k": 3, "n": 5}, {"classes": [[1, 4], [2, 3], [5]], "n": 5})
    assert filled == {"coloring": [0, 1, 1, 0, 2]}
    assert FAMILY.fill_witness({"k": 3, "n": 4}, {"classes": [[1, 4], [2, 3]]}) == {"coloring": [0, 1, 1, 0]}


def test_search_tree_settles_the_exact_values_with_three_classes() -> None:
    for weak, longest in ((False, 13), (True, 23)):
        for n in (longest, longest + 1):
            tree = FAMILY.tree(FAMILY.parse_params({"k": 3, "n": n, "weak": weak}))
            stack, found = [tree.root], False
            while stack and not found:
                node = stack.pop()
                found = tree.witness(node) is not None
                stack.extend(tree.children(node))
            assert found == (n == longest)
