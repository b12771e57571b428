"""Prices: exact, dated, and never guessed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from problems.errors import InputError
from provers.llm.pricing import Tokens, dollars, hearsay, micro, price_of, price_table, request_tokens

COUNTS = st.integers(0, 10**7)


def test_the_table_is_dated_and_sourced() -> None:
    table = price_table()
    assert date.fromisoformat(table.as_of) <= date.today()
    assert "platform.claude.com" in table.source
    for name, price in table.models.items():
        assert name.startswith("claude-")
        assert price.cache_read <= price.input <= price.cache_write < price.output


def test_prices_that_are_hearsay_say_so() -> None:
    table = price_table()
    assert set(table.secondhand) <= set(table.models)
    for name, told in table.secondhand.items():
        assert told.prices
        assert date.fromisoformat(told.as_of) <= date.today()
        assert told.source in hearsay(name)
        assert told.as_of in hearsay(f"{name}-20261109")
    assert hearsay("claude-opus-5-5") == ""
    assert "cache_read of claude-sonnet-5-5 not read on its maker's own pages" in hearsay("claude-sonnet-5-5")


def test_a_cost_by_hand() -> None:
    tokens = Tokens(input=1000, output=200, cache_write=10, cache_read=7)
    assert price_of("claude-opus-5").charge(tokens) == 5000 + 5000 + 63 + 3
    assert price_of("claude-opus-4-5-20251101") == price_of("claude-opus-4-5")
    assert price_of("claude-opus-5").charge(tokens, factor=Decimal("0.5")) == 5033


def test_long_prompts_cost_more_from_the_first_token_over_the_limit_on() -> None:
    price = price_of("claude-haiku-5-5")
    assert price.charge(Tokens(input=100_000)) == 10_000
    assert price.charge(Tokens(input=99_999, cache_read=2)) == 50_000


@given(COUNTS, COUNTS, COUNTS, COUNTS, st.sampled_from(sorted(price_table().models)))
def test_no_call_costs_more_than_its_worst_case(fresh: int, write: int, read: int, output: int, model: str) -> None:
    tokens = Tokens(input=fresh, cache_write=write, cache_read=read, output=output)
    price = price_of(model)
    assert price.charge(tokens) <= price.worst_case(tokens.prompt, output)


def test_unknown_models_are_refused_unless_a_price_is_given() -> None:
    with pytest.raises(InputError, match=r"no price is known for model .gpt-9.: set price_input"):
        price_of("gpt-9")
    given = {"input": "1", "output": "2"}
    assert price_of("gpt-9", given).charge(Tokens(input=3, cache_write=4, cache_read=1, output=1)) == 3 + 5 + 1 + 2
    assert price_of("gpt-9", {**given, "cache_write": "1"}).charge(Tokens(cache_write=4)) == 4
    for bad in ({"input": "1"}, {"input": "-1", "output": "2"}, {"input": "x", "output": "2"}):
        with pytest.raises(InputError, match="price of gpt-9"):
            price_of("gpt-9", bad)


def test_usage_that_is_no_usage_is_refused() -> None:
    assert Tokens.from_usage({"input_tokens": 3, "cache_read_input_tokens": None}) == Tokens(input=3)
    for bad in ({"input_tokens": -1}, {"input_tokens": "many"}, {"output_tokens": [1]}):
        with pytest.raises(InputError, match="priced"):
            Tokens.from_usage(bad)


@given(st.text(max_size=300))
def test_the_bound_on_tokens_counts_bytes(text: str) -> None:
    request = {"messages": [{"role": "user", "content": text}]}
    assert request_tokens(request) >= len(text.encode("utf-8", "replace")) + 2048


def test_sums_of_money() -> None:
    assert micro("$0.01") == 10_000
    assert dollars(1) == "$0.0001"
    assert dollars(0) == "$0.0000"
    for bad in ("0", "-1", "NaN", "Infinity", "ten", ""):
        with pytest.raises(InputError, match="no sum of money"):
            micro(bad)
