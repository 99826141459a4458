"""How evaluations stand for ranking: ties broken by the organizational score, satisfaction, submission."""

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from apps.evaluations.queries.placing import contender
from apps.standards.engine import rank

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


def row(key: int, total: str, organization: str = "0", mass: str = "0", at: int = 0, **values: Any) -> Any:
    fields = {"quota_group": "", "eligible": True, "merit_grade": "", "grade": "", "given_grade": ""} | values
    application = SimpleNamespace(submitted_at=NOON + dt.timedelta(hours=at))
    scores = {"total": Decimal(total), "organization_score": Decimal(organization), "mass_score": Decimal(mass)}
    return SimpleNamespace(pk=key, application=application, **scores, **fields)


def places(*rows: Any) -> dict[Any, int | None]:
    return {standing.key: standing.place for standing in rank(contender(item) for item in rows).standings}


def test_order_by_total_then_organization_then_mass_then_submission() -> None:
    found = places(
        row(1, "90", organization="80", mass="90", at=2),
        row(2, "90", organization="85", mass="70", at=3),
        row(3, "90", organization="80", mass="95", at=9),
        row(4, "90", organization="80", mass="90", at=1),
        row(5, "95"),
    )
    assert found == {5: 1, 2: 2, 3: 3, 4: 4, 1: 5}


def test_equals_share_a_place_and_the_next_is_skipped() -> None:
    assert places(row(1, "90"), row(2, "90"), row(3, "80")) == {1: 1, 2: 1, 3: 3}


def test_the_ineligible_are_left_out_and_each_group_counts_alone() -> None:
    found = places(row(1, "99", eligible=False), row(2, "70", quota_group="rural"), row(3, "60", quota_group="urban"))
    assert found == {1: None, 2: 1, 3: 1}
