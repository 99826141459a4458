"""Who fails a leaf: the lines, the counts by place and sector, the target and the workbook tie out."""

import datetime as dt
import io
from decimal import Decimal

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from apps.accounts.choices import Role
from apps.applications.models import Response
from apps.core import clock
from apps.organizations.models import Organization
from apps.organizations.services import record_fact
from apps.standards.census import census_of, worst_leaf
from tests.applications.assessment_stage import DAY, full_standard, leaf, make_stage
from tests.factories import make_organization, make_user, sign_in
from tests.shared import shared

pytestmark = pytest.mark.django_db
SHARE = {"type": "share_of_descendants", "label": "场所达标", "op": ">=", "value": 50, "leaf": "area"}


@pytest.fixture(autouse=True)
def on_the_day():
    with clock.moved_to(DAY):
        yield


@shared
def stage():
    standard = full_standard()
    area = standard["criteria"][0]["children"][0]
    area["levels"] = ["grassroots"]
    above = {"code": "above", "title": "上级", "children": [leaf("share", "场所占比", 0, SHARE, levels=["district"])]}
    stage = make_stage({**standard, "criteria": [*standard["criteria"], above]})
    tree = stage.tree
    for organization, area in ((tree.branch, 300), (tree.other_branch, 120)):
        record_fact(actor=stage.office, organization=organization, metric="venue_area", value=area)
    return stage


def show(client, user, stage, **query):
    query = {"standard": stage.application.standard_version_id, "leaf": "area", **query}
    return sign_in(client, user).get(reverse("standards:census"), query)


def counts(tally):
    return tally.applicable, tally.met, tally.unmet, tally.open


def test_everybody_below_is_held_against_the_leaf(client, stage):
    shown = show(client, stage.office, stage)
    whole = shown.context["whole"]
    assert counts(whole) == (3, 1, 1, 1)
    places = [(row["tally"].label, counts(row["tally"])) for row in shown.context["places"]]
    assert places == [("乙区委", (2, 1, 1, 0)), ("壬县委", (1, 0, 0, 1))]
    assert [counts(row["tally"]) for row in shown.context["sectors"]] == [(3, 1, 1, 1)]
    text = shown.content.decode()
    assert "使用面积再增加 80 ㎡" in text and "使用面积 120 ㎡" in text
    assert [line.organization for line in shown.context["page"]] == [stage.tree.other_branch, stage.tree.outside_branch]


def test_the_target_comes_from_the_standard_and_the_date_from_the_campaign(client, stage):
    shown = show(client, stage.office, stage)
    assert (shown.context["target"], shown.context["short"]) == (Decimal(50), 1)
    assert shown.context["until"] is not None and stage.campaign.name in shown.content.decode()
    own = show(client, stage.office, stage, target="100", until="2026-12-31").context
    assert (own["target"], own["short"], own["until"]) == (Decimal(100), 2, dt.date(2026, 12, 31))


def test_lists_narrow_by_place_state_and_sector_and_the_workbook_is_the_list(client, stage):
    everything = show(client, stage.office, stage, state="all")
    assert everything.context["page"].paginator.count == 3
    met = show(client, stage.office, stage, state="met", under=stage.tree.district.pk, sector="rural")
    assert [line.organization for line in met.context["page"]] == [stage.tree.branch]
    answer = client.get(everything.context["export_url"])
    rows = (
        CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content))).get_sheet_by_index(0).to_python()
    )
    assert len(rows) == 4 and rows[1][2] == "甲市委／乙区委／丙乡委" and rows[1][5] == "达到"


def test_answers_of_self_assessments_count(stage):
    version = stage.application.standard_version
    Response.objects.filter(self_assessment=stage.assessment, criterion__code="shoulder").update(answered=True, value=1)
    census = census_of(version, "shoulder", Organization.objects.filter(level="grassroots"))
    assert counts(census.whole) == (3, 1, 0, 2)


def test_conditions_spare_organizations(stage):
    record_fact(actor=stage.office, organization=stage.tree.branch, metric="party_members", value=50)
    census = census_of(stage.application.standard_version, "deputy", Organization.objects.filter(level="grassroots"))
    assert (census.spared, census.whole.open) == (1, 2)


def test_an_office_sees_its_own_subtree_alone(client, stage):
    township = make_user(Role.OFFICE, stage.tree.township)
    assert counts(show(client, township, stage).context["whole"]) == (2, 1, 1, 0)
    assert counts(show(client, township, stage, under=stage.tree.outside_district.pk).context["whole"]) == (2, 1, 1, 0)


def test_the_page_opens_on_the_leaf_that_most_are_known_to_fail(client, stage):
    sign_in(client, stage.office)
    address = reverse("standards:census")
    version = stage.application.standard_version
    assert worst_leaf(version, Organization.objects.all()) == "area"
    assert worst_leaf(version, Organization.objects.filter(pk=stage.tree.outside_branch.pk)) == ""
    shown = client.get(address, {"standard": version.pk, "leaf": "gone", "under": stage.tree.district.pk}, follow=True)
    assert "leaf=area" in shown.redirect_chain[0][0] and f"under={stage.tree.district.pk}" in shown.redirect_chain[0][0]
    assert counts(shown.context["whole"]) == (2, 1, 1, 0)
    silent = client.get(address, {"standard": version.pk, "under": stage.tree.outside_district.pk})
    assert silent.status_code == 200 and "这项指标还没有数据" in silent.content.decode()


def test_organizations_without_data_are_counted_beside_the_target(client, stage):
    assert "其中 1 家没有数据，按未达到计" in show(client, stage.office, stage).content.decode()


def test_nonsense_in_the_address_is_passed_over(client, stage):
    address = reverse("standards:census")
    query = {"leaf": "none", "standard": "x", "under": "-1", "state": "?", "target": "900", "until": "x"}
    assert sign_in(client, stage.office).get(address, query, follow=True).status_code == 200


def test_statements_do_not_grow(client, stage, django_assert_max_num_queries):
    show(client, stage.office, stage)
    for _ in range(2):
        with django_assert_max_num_queries(12):
            client.get(reverse("standards:census"), {"leaf": "area"})
        for _ in range(5):
            branch = make_organization(stage.tree.township)
            record_fact(actor=stage.office, organization=branch, metric="venue_area", value=100)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"target": "多"}, "请填数字"),
        ({"target": "-1"}, "不能小于"),
        ({"target": "900"}, "不能大于"),
        ({"until": "1900-01-01"}, "请检查年份"),
        ({"until": "年底"}, "日期"),
    ],
)
def test_a_wrong_target_is_told_at_its_field(client, stage, query, words):
    answer = show(client, stage.office, stage, **query).content.decode()
    ((name, value),) = query.items()
    assert f'id="id_{name}_error"' in answer and words in answer.split(f'id="id_{name}_error"')[1][:400]
    assert f'value="{value}"' in answer
