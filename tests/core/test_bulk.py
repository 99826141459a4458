"""Columns of many rows are written in one statement, as each row has them."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.core.bulk import write_columns
from apps.organizations.models import Facility
from tests.factories import make_organization

pytestmark = pytest.mark.django_db

NAMES = ["name", "usable_area", "opened_on", "organization_path"]


@pytest.fixture
def facilities():
    place = make_organization()
    return [
        Facility.objects.create(
            organization=place, organization_path=place.path, kind="service_centre", name=f"阵地{n}"
        )
        for n in range(3)
    ]


def test_write_columns_gives_each_row_its_own_values_in_one_statement(facilities):
    first, second, untouched = facilities
    first.name, first.usable_area, first.opened_on = "引号'与\\反斜线，{括号}", Decimal("210.50"), dt.date(2025, 3, 1)
    second.name, second.usable_area, second.opened_on = "另一处", None, None
    with CaptureQueriesContext(connection) as told:
        write_columns([first, second], NAMES)
    assert len(told) == 1
    for row in (first, second):
        stored = Facility.objects.get(pk=row.pk)
        assert [getattr(stored, name) for name in NAMES] == [getattr(row, name) for name in NAMES]
    assert Facility.objects.get(pk=untouched.pk).name == "阵地2"


def test_write_columns_leaves_other_columns_alone(facilities):
    row = facilities[0]
    row.name, row.usable_area = "不写这一列", Decimal("9.00")
    write_columns([row], ["usable_area"])
    stored = Facility.objects.get(pk=row.pk)
    assert (stored.name, stored.usable_area) == ("阵地0", Decimal("9.00"))


def test_write_columns_of_nothing_asks_nothing():
    with CaptureQueriesContext(connection) as told:
        write_columns([], NAMES)
    assert len(told) == 0
