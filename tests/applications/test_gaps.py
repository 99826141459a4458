"""差什么: the items that are lacking, what each earns, the score once they are met, and where they are entered."""

import io
from decimal import Decimal

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from apps.accounts.choices import Role
from apps.core import clock
from apps.inspections.models import MassSurvey
from apps.organizations.models import EventKind, Organization
from apps.organizations.services import record_fact
from apps.standards.engine import evaluate_version, rounded, what_if
from apps.standards.inputs import inputs_of
from apps.standards.queries import engine_version
from tests.applications.assessment_stage import DAY, full_standard, make_stage
from tests.factories import make_organization, make_user, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_the_day():
    with clock.moved_to(DAY):
        yield


@pytest.fixture
def stage():
    return make_stage(full_standard(pass_mark=60))


def tell(stage, organization, **values):
    for code, value in values.items():
        record_fact(actor=stage.secretary, organization=organization, metric=code, value=value)


def page(client, user, organization, **query):
    return sign_in(client, user).get(reverse("applications:gaps", args=[organization.pk]), query)


def test_steps_are_computed_by_the_engine_and_end_at_the_best(stage):
    tell(stage, stage.tree.branch, venue_area=100, election=True, party_members=120)
    version = stage.application.standard_version
    tree = engine_version(version)
    inputs = inputs_of(version, [stage.tree.branch])[stage.tree.branch.pk]
    found = what_if(tree, inputs)
    gains = [step.leaf.gain.points for step in found.steps]
    assert gains == sorted(gains, reverse=True)
    assert found.outcome.score == evaluate_version(tree, inputs).score
    assert rounded(found.best.score) == rounded(found.best.full)
    assert sum(step.gained for step in found.steps) == found.best.score - found.outcome.score
    needed = found.needed_to_pass
    assert found.steps[needed - 1].outcome.passed and not found.steps[needed - 2].outcome.passed


def test_the_page_says_what_to_do_and_where(client, stage):
    tell(stage, stage.tree.branch, venue_area=100, party_members=120)
    shown = page(client, stage.secretary, stage.tree.branch)
    text = shown.content.decode()
    assert "使用面积再增加 100 ㎡" in text
    assert f"{reverse('organizations:facts', args=[stage.tree.branch.pk])}#metric-venue_area" in text
    assert f"{reverse('organizations:add_record', args=[stage.tree.branch.pk])}?kind=committee_meeting" in text
    section = reverse("applications:assessment_section", args=[stage.application.pk, "place"])
    assert f"{section}#leaf-" in text
    rows = shown.context["rows"]
    assert f"做到前 {shown.context['gaps'].found.needed_to_pass} 项" in text
    assert shown.context["figures"][0]["value"] == "10"
    # Shown gains add up to the shown end.
    assert Decimal(10) + sum(row.gained for row in rows) == rows[-1].reached


def test_a_fact_entered_raises_the_score_and_leaves_the_list(client, stage):
    tell(stage, stage.tree.branch, venue_area=100, party_members=120)
    before = page(client, stage.secretary, stage.tree.branch).context
    tell(stage, stage.tree.branch, venue_area=250)
    after = page(client, stage.secretary, stage.tree.branch).context
    assert "活动场所面积" in [row.title for row in before["rows"]]
    assert "活动场所面积" not in [row.title for row in after["rows"]]
    assert after["gaps"].outcome.score - before["gaps"].outcome.score == 10


def test_an_organization_without_an_application_is_held_against_the_running_campaign(client, stage):
    shown = page(client, make_user(Role.SECRETARY, stage.tree.other_branch), stage.tree.other_branch)
    assert shown.context["gaps"].version == stage.application.standard_version
    assert "自评时填报" in shown.content.decode()


def test_no_standard_for_the_sector_is_said(client, stage):
    stage.application.standard_version.campaign_uses.all().delete()
    Organization.objects.filter(pk=stage.tree.other_branch.pk).update(sector="tourism")
    version = stage.application.standard_version
    assert version.pk  # published for every sector: offered all the same
    shown = page(client, stage.office, stage.tree.other_branch, standard="999")
    assert shown.status_code == 200 and shown.context["gaps"].version == version


def test_the_workbook_shows_the_same_rows(client, stage):
    tell(stage, stage.tree.branch, venue_area=100)
    rows = page(client, stage.office, stage.tree.branch).context["rows"]
    answer = client.get(reverse("applications:gaps_export", args=[stage.tree.branch.pk]))
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))
    lines = book.get_sheet_by_index(0).to_python()
    assert [line[3] for line in lines[1:]] == [row.title for row in rows]
    assert [Decimal(str(line[8])) for line in lines[1:]] == [row.reached for row in rows]


def test_statements_of_the_page_are_few_and_constant(client, stage, django_assert_max_num_queries):
    page(client, stage.secretary, stage.tree.branch)
    for _ in range(2):
        with django_assert_max_num_queries(12):
            client.get(reverse("applications:gaps", args=[stage.tree.branch.pk]))
        tell(stage, stage.tree.branch, venue_area=100, party_members=120, election=True)


def test_an_office_with_many_below_reads_them_in_few_statements(client, stage, django_assert_max_num_queries):
    for _ in range(3):
        make_organization(stage.tree.township)
    page(client, stage.office, stage.tree.township)
    with django_assert_max_num_queries(12):
        client.get(reverse("applications:gaps", args=[stage.tree.township.pk]))


GRADES = [
    {"code": "five", "title": "五星", "from": 90, "requires": [{"criterion": "election", "met": True}]},
    {"code": "three", "title": "三星", "from": 60},
]
LIMIT = {
    "code": "unsatisfied", "title": "群众满意度偏低", "at_most": "three",
    "when": {"survey": "satisfaction", "op": "<", "value": 60},
}  # fmt: skip


def survey(stage, satisfied, dissatisfied):
    return MassSurvey.objects.create(
        application=stage.application, organization_path=stage.tree.branch.path, held_on=DAY, issued=40,
        satisfied=satisfied, fairly_satisfied=0, dissatisfied=dissatisfied, counted_by="甲", supervised_by="乙",
        recorded_by=stage.secretary,
    )  # fmt: skip


def test_grades_are_milestones_and_what_holds_one_back_is_said(client):
    stage = make_stage(full_standard(grades=GRADES, grade_limits=[LIMIT]))
    tell(stage, stage.tree.branch, venue_area=100, party_members=120)
    shown = page(client, stage.secretary, stage.tree.branch)
    marks = [mark for row in shown.context["rows"] for mark in row.milestones]
    assert len(marks) == 1 and marks[0].endswith("可评“三星”")
    assert "群众满意度偏低：尚无数据" in shown.content.decode()
    survey(stage, satisfied=10, dissatisfied=20)
    assert "群众满意度偏低：33.33" in page(client, stage.secretary, stage.tree.branch).content.decode()
    MassSurvey.objects.update(satisfied=30, dissatisfied=0)
    shown = page(client, stage.secretary, stage.tree.branch)
    marks = [mark for row in shown.context["rows"] for mark in row.milestones]
    assert [mark.partition("可评")[2] for mark in marks] == ["“三星”", "“五星”"]
    assert shown.context["grades"]["held_back"] == []


def test_too_few_ballots_give_no_figure(client):
    stage = make_stage(full_standard(grades=GRADES, grade_limits=[LIMIT]))
    survey(stage, satisfied=4, dissatisfied=0)
    assert "群众满意度偏低：尚无数据" in page(client, stage.secretary, stage.tree.branch).content.decode()


def test_an_event_is_registered_where_the_branch_may_and_looked_at_where_it_may_not(client):
    data = full_standard()
    for code, event in (("honour", "honour"), ("penalty", "discipline")):
        measure = {"type": "events", "event": event, "label": code, "unit": "次"}
        data["criteria"][0]["children"].append(
            {
                "code": code,
                "title": code,
                "points": 5,
                "measure": measure,
                "scoring": {"type": "per_occurrence", "each": 1},
            }
        )
    EventKind.objects.create(code="honour", name="荣誉", nature="favourable")
    EventKind.objects.create(code="discipline", name="处分", nature="adverse")
    stage = make_stage(data)
    text = page(client, stage.secretary, stage.tree.branch).content.decode()
    assert f"{reverse('organizations:add_event', args=[stage.tree.branch.pk])}?kind=honour" in text
    assert "?kind=discipline" not in text


def _guided():
    """The full standard with hints of the whole, of a section and of a leaf."""
    data = full_standard(pass_mark=60, guidance={"rural": "先补阵地，再抓活动。", "urban": "先看网格。"})
    place, work = data["criteria"]
    place["guidance"], work["guidance"] = "场所先整合，不求新建。", "台账从工作记录中来。"
    place["children"][0]["guidance"] = "按使用面积，不按建筑面积。"
    return data


def test_the_page_gives_the_guidance_of_the_own_sector_and_of_what_is_lacking(client):
    stage = make_stage(_guided())
    found = page(client, stage.secretary, stage.tree.branch)
    assert [item.text for item in found.context["advice"]] == [
        "先补阵地，再抓活动。", "场所先整合，不求新建。", "台账从工作记录中来。",
    ]  # fmt: skip
    shown = found.content.decode()
    assert "分类指导（3 条" in shown and "先看网格" not in shown
    assert shown.count("提示：按使用面积，不按建筑面积。") == 1
    answer = client.get(reverse("applications:gaps_export", args=[stage.tree.branch.pk]))
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))
    header, *lines = book.get_sheet_by_index(0).to_python()
    assert header[-1] == "提示"
    assert [line[-1] for line in lines if line[3] == "活动场所面积"] == ["按使用面积，不按建筑面积。"]


def test_a_standard_without_guidance_shows_no_fold(client, stage):
    assert "分类指导" not in page(client, stage.secretary, stage.tree.branch).content.decode()


def test_a_bonus_stands_by_what_it_earns(client):
    data = full_standard()
    data["criteria"][0]["children"].append(
        {
            "code": "award",
            "title": "集体表彰",
            "points": 30,
            "bonus": True,
            "measure": {"type": "events", "event": "collective_award", "label": "表彰", "unit": "次"},
            "scoring": {"type": "per_occurrence", "each": 30},
        }
    )
    stage = make_stage(data)
    points = [row.points for row in page(client, stage.secretary, stage.tree.branch).context["rows"]]
    assert points == sorted(points, reverse=True) and 30 in points[:-1]
