"""The combined score and the ranking, without a database."""

import datetime as dt
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from apps.evaluations.combining import Contender, Parts, Weights, combine, digest, missing_parts, rank

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
WEIGHTS = Weights(Decimal(20), Decimal(30), Decimal(50))
scores = st.decimals(0, 100, places=4, allow_nan=False)


def contender(
    key: int, total: str, organization: str = "0", mass: str = "0", at: int = 0, **values: object
) -> Contender:
    given_values = {"group": "", "eligible": True, "submitted_at": NOON + dt.timedelta(hours=at)} | values
    return Contender(
        key=key,
        total=Decimal(total),
        organization_score=Decimal(organization),
        mass_score=Decimal(mass),
        **given_values,
    )


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


def test_rank_orders_by_total_then_organization_then_mass_then_submission() -> None:
    rows = [
        contender(1, "90", organization="80", mass="90", at=2),
        contender(2, "90", organization="85", mass="70", at=3),
        contender(3, "90", organization="80", mass="95", at=9),
        contender(4, "90", organization="80", mass="90", at=1),
        contender(5, "95"),
    ]
    assert rank(rows) == {5: 1, 2: 2, 3: 3, 4: 4, 1: 5}


def test_rank_gives_equals_the_same_place_and_skips_the_next() -> None:
    assert rank([contender(1, "90"), contender(2, "90"), contender(3, "80")]) == {1: 1, 2: 1, 3: 3}


def test_rank_leaves_out_the_ineligible_and_counts_each_group_alone() -> None:
    rows = [contender(1, "99", eligible=False), contender(2, "70", group="rural"), contender(3, "60", group="urban")]
    assert rank(rows) == {2: 1, 3: 1}


@given(st.lists(st.decimals(0, 100, places=2), min_size=1, max_size=20))
def test_rank_does_not_depend_on_the_order_of_arrival(totals: list[Decimal]) -> None:
    rows = [contender(key, str(total)) for key, total in enumerate(totals)]
    assert rank(rows) == rank(list(reversed(rows)))


def test_digest_is_the_same_for_the_same_content_in_another_order() -> None:
    assert digest({"a": 1, "b": [2]}) == digest({"b": [2], "a": 1})
    assert digest({"a": 1}) != digest({"a": 2})
