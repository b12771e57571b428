"""A verdict's family code changes with every file that the family's checker rests on."""

from verification.provenance import distribution_version, family_code, family_sources


def test_shared_arithmetic_belongs_to_the_family() -> None:
    sources = family_sources("distinct_subset_sums")
    assert "problems.families.distinct_subset_sums" in sources
    assert "problems.subset_sums" in sources
    assert all(module.startswith("problems.") for module in sources)


def test_a_family_in_a_folder_counts_with_all_its_files() -> None:
    sources = family_sources("egyptian_fraction_set")
    assert {"problems.families.egyptian_fraction_set", "problems.families.egyptian_fraction_set.check"} <= set(sources)


def test_codes_differ_and_say_where_the_family_comes_from() -> None:
    codes = [family_code(name) for name in ("sidon_golomb", "distinct_subset_sums")]
    assert codes[0] != codes[1]
    assert all(code.startswith("built-in:") for code in codes)


def test_absent_distributions_are_named_so() -> None:
    assert distribution_version("no-such-distribution") == "absent"
