"""The combined score, without a database."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from apps.evaluations.combining import Parts, Weights, combine, digest, missing_parts

WEIGHTS = Weights(Decimal(20), Decimal(30), Decimal(50))
scores = st.decimals(0, 100, places=4, allow_nan=False)


def test_combine_weighs_the_three_parts() -> None:
    assert combine(Parts(Decimal(90), Decimal(100), Decimal(80)), WEIGHTS) == Decimal("88.0000")


def test_combine_rounds_half_up_at_the_fourth_place() -> None:
    assert combine(
        Parts(Decimal("0.00025"), Decimal(0), Decimal(0)), Weights(Decimal(100), Decimal(0), Decimal(0))
    ) == Decimal("0.0003")


def test_combine_is_open_while_a_weighing_part_is_missing() -> None:
    parts = Parts(Decimal(90), None, Decimal(80))
    assert combine(parts, WEIGHTS) is None
    assert missing_parts(parts, WEIGHTS) == ["群众测评"]


def test_combine_does_not_miss_a_part_that_weighs_nothing() -> None:
    weights = Weights(Decimal(50), Decimal(0), Decimal(50))
    assert combine(Parts(Decimal(90), None, Decimal(80)), weights) == Decimal(85)
    assert missing_parts(Parts(Decimal(90), None, Decimal(80)), weights) == []


@given(scores, scores, scores)
def test_combine_stays_between_the_lowest_and_the_highest_part(one: Decimal, two: Decimal, three: Decimal) -> None:
    total = combine(Parts(one, two, three), WEIGHTS)
    assert total is not None
    assert min(one, two, three) - Decimal("0.0001") <= total <= max(one, two, three) + Decimal("0.0001")


def test_digest_is_the_same_for_the_same_content_in_another_order() -> None:
    assert digest({"a": 1, "b": [2]}) == digest({"b": [2], "a": 1})
    assert digest({"a": 1}) != digest({"a": 2})
