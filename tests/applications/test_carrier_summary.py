"""活动载体汇总: which carriers applications name, by sector and theme, with the list of each figure."""

from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from apps.applications.models import Application
from apps.organizations.models import Organization
from tests.applications.factories import make_draft, make_stage
from tests.factories import sign_in
from tests.shared import shared

pytestmark = pytest.mark.django_db
ADDRESS = "/applications/carriers/"


@shared
def stage():
    found = make_stage()
    found.first = make_draft(found)
    found.second = make_draft(found, found.other_secretary, found.tree.other_branch)
    found.third = make_draft(found, found.outside_secretary, found.tree.outside_branch)
    Organization.objects.filter(pk=found.tree.outside_branch.pk).update(sector="urban")
    for row, codes in ((found.first, ["pairing", "relief_day"]), (found.second, ["pairing"]),
                       (found.third, ["pairing", "red_grid"])):  # fmt: skip
        Application.objects.filter(pk=row.pk).update(carriers=codes)
    return found


def test_figures_by_carrier_sector_and_theme(client, stage):
    sign_in(client, stage.office)
    page = client.get(ADDRESS)
    summary = page.context["summary"]
    rows = {row.carrier.name: (row.total, dict(row.by_sector)) for row in summary.rows}
    assert rows == {
        "结对帮扶": (3, {"rural": 2, "urban": 1}),
        "党员扶贫日": (1, {"rural": 1, "urban": 0}),
        "红色网格": (1, {"rural": 0, "urban": 1}),
    }
    matrix = {str(sector): {guide.theme: n for guide, n in cells} for sector, cells in summary.matrix}
    assert matrix == {"rural": {"rural": 2, "urban": 0}, "urban": {"rural": 1, "urban": 1}}
    assert summary.applications == 3


def test_each_figure_leads_to_its_rows(client, stage):
    sign_in(client, stage.office)
    page = client.get(ADDRESS)
    for row, url, cells in page.context["rows"]:
        assert client.get(url).context["page"].paginator.count == row.total
        for number, address, _ in cells:
            assert client.get(address).context["page"].paginator.count == number
    for _, cells in page.context["matrix"]:
        for number, address, _ in cells:
            assert client.get(address).context["page"].paginator.count == number
    assert "富民党建的载体" in client.get(address.replace("theme%3Aurban", "theme%3Arural")).content.decode()
    assert "活动载体汇总" in client.get(reverse("applications:list")).content.decode()


def test_dropped_ones_and_those_elsewhere_do_not_count(client, stage):
    Application.objects.filter(pk=stage.second.pk).update(status="withdrawn")
    sign_in(client, stage.district)
    assert {row.carrier.code: row.total for row in client.get(ADDRESS).context["summary"].rows} == {
        "pairing": 1, "relief_day": 1,
    }  # fmt: skip
    sign_in(client, stage.secretary)
    assert client.get(ADDRESS).status_code == 403
    assert "活动载体汇总" not in client.get(reverse("applications:list")).content.decode()


def test_nothing_chosen_yet_and_a_filter_that_is_wrong(client, stage):
    sign_in(client, stage.office)
    Application.objects.update(carriers=[])
    assert "还没有申报选用活动载体" in client.get(ADDRESS).content.decode()
    assert client.get(reverse("applications:list"), {"carrier": "invented"}).context["page"].paginator.count == 3


def test_the_workbook_and_the_cost(client, stage):
    sign_in(client, stage.office)

    def cost():
        with CaptureQueriesContext(connection) as captured:
            client.get(ADDRESS)
        return len(captured)

    cost()
    three = cost()
    Application.objects.exclude(pk=stage.first.pk).update(carriers=[])
    assert cost() == three <= 12
    content = b"".join(client.get(reverse("applications:export_carriers")).streaming_content)
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    assert rows[0][:5] == ["主题", "活动载体", "出处", "申报数", "乡镇农村"]
    assert [row[1] for row in rows[1:]] == ["结对帮扶", "党员扶贫日"]
