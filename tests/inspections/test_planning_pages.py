"""Pages of planning: what they show, what they send, and how many statements they take."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.inspections import queries, services
from apps.inspections.models import Draw, Round, TypicalProblem, Visit
from tests.factories import make_organization, sign_in

from .factories import VISIT_DAY, make_application, make_finding, make_round, make_visit

DAY = dt.timedelta(days=1)


@pytest.fixture
def office(world, client):
    sign_in(client, world.office)
    return client


def at(name, *args):
    return reverse(f"inspections:{name}", args=args)


def test_a_quarter_is_planned_in_a_few_clicks(world, office):
    round_ = make_round(world, kind="quarterly", name="第四季度督查")
    page = office.get(at("plan", round_.pk)).content.decode()
    assert "丁村" in page and "批准创建" in page
    answer = office.post(
        at("plan", round_.pk),
        {
            "whole": 1, "inspectors": [world.inspector.pk, world.second.pk], "team_size": 1, "per_day": 2,
            "first_day": VISIT_DAY, "last_day": VISIT_DAY + 4 * DAY,
        },
    )  # fmt: skip
    assert answer.url == at("schedule", round_.pk)
    assert round_.visits.count() == 3
    nothing = office.post(at("plan", make_round(world, name="又一批").pk), {"team_size": 1}).content.decode()
    assert "请至少选择一名督导员" in nothing and "请勾选要检查的单位" in nothing
    text = office.get(at("schedule", round_.pk)).content.decode()
    assert world.inspector.name in text and "保存日程" in text
    rows = {}
    for visit in round_.visits.all():
        people = "-".join(str(member.user_id) for member in visit.members.all())
        rows |= {
            f"{visit.pk}-version": visit.version, f"{visit.pk}-scheduled_on": VISIT_DAY + DAY,
            f"{visit.pk}-scheduled_time": "9:30", f"{visit.pk}-team": people,
        }  # fmt: skip
    broken = office.post(at("schedule", round_.pk), rows | {next(k for k in rows if k.endswith("_time")): "早上"})
    assert broken.status_code == 422 and "时间请写作" in broken.content.decode()
    assert broken.content.decode().count('value="9:30"') == 2  # what the others were given is not lost
    assert office.post(at("schedule", round_.pk), rows).status_code == 302
    assert set(round_.visits.values_list("scheduled_on", flat=True)) == {VISIT_DAY + DAY}
    for act in ("routes", "spread", "tell"):
        office.post(at("schedule_act", round_.pk, act), {"per_day": 1})
    assert round_.visits.filter(told_at=None).count() == 0
    stage = queries.planning.trips_of(queries.planning.stages_of(round_, world.office))[0].stages[0]
    office.post(at("visit_move", stage.visit.pk), {"direction": "later"})
    another = {"scheduled_on": VISIT_DAY, "inspectors": [world.second.pk], "version": stage.visit.version}
    for way, page in (("?from=schedule", "schedule"), ("", "round")):
        change = at("visit_change", stage.visit.pk) + way
        assert f'href="{at(page, round_.pk)}">返回' in office.get(change).content.decode()
    assert office.post(at("visit_change", stage.visit.pk) + "?from=schedule", another).url == at("schedule", round_.pk)
    office.post(at("schedule_order", round_.pk), {"visit": [str(stage.visit.pk)]})
    month = office.get(at("calendar"), {"month": "2026-11", "round": round_.pk}).content.decode()
    assert "丁村" in month and "2026年11月" in month
    assert b"".join(office.get(at("schedule_export", round_.pk)).streaming_content)[:2] == b"PK"
    levels = office.get(at("levels")).content.decode()
    assert "丙乡" in levels and "尚未查到" in levels


def test_settings_and_questions_are_changed_until_a_visit_begins(world, office):
    round_ = make_round(world, kind="tour", name="观摩")
    form = {"version": 1, "name": "年度观摩", "theme": "", "starts_on": "2026-10-26", "ends_on": "2026-11-20",
            "scoring": "mean", "normalised": "on", "leaves": ["area", "sign"]}  # fmt: skip
    assert office.post(at("round_edit", round_.pk), form).status_code == 302
    round_.refresh_from_db()
    assert (round_.name, round_.scoring, round_.normalised, round_.leaves) == (
        "年度观摩",
        "mean",
        True,
        ["area", "sign"],
    )
    office.post(at("round_checks", round_.pk), {"version": 2, "title": ["看路线", ""], "guidance": ["", ""]})
    assert [check.title for check in round_.checks.all()] == ["看路线"]
    services.start_visit(actor=world.inspector, visit=make_visit(world, round=round_))
    text = office.get(at("round_edit", round_.pk)).content.decode()
    assert "已有检查开始" in text and 'name="leaves"' not in text
    stale = office.post(at("round_edit", round_.pk), form)
    assert "刚被他人修改" in stale.content.decode()


def test_the_lot_is_published_drawn_and_planned_from_its_page(world, office, client):
    round_ = make_round(world, kind="random", name="随机抽查", unannounced=False)
    office.post(at("draws", round_.pk), {"kind": "sites", "grouped_by": "", "count": 2})
    draw = Draw.objects.get()
    client.logout()
    before = client.get(at("public_draw", draw.pk)).content.decode()
    assert draw.commitment in before and draw.pool_digest in before and "丁村" in before
    assert "随机抽查" in client.get(at("public_draws")).content.decode()
    sign_in(client, world.office)
    refused = client.post(at("draw_run", draw.pk), {"supervised_by": world.office.name, "spoken": "7"})
    assert refused.status_code == 422
    client.post(at("draw_run", draw.pk), {"supervised_by": "监督员", "spoken": "7"})
    draw.refresh_from_db()
    client.logout()
    assert draw.seed in client.get(at("public_draw", draw.pk)).content.decode()
    record = client.get(at("public_draw_record", draw.pk)).content
    assert record == queries.draws.record_of(draw)
    sign_in(client, world.office)
    page = client.get(at("plan", round_.pk), {"draw": draw.pk})
    assert page.context["total"] == 2
    assert page.content.decode().count("checked") == 2
    client.post(at("draw_cancel", draw.pk), {"reason": "重抽"})
    assert "重抽" in client.get(at("draw", draw.pk)).content.decode()


def test_an_unannounced_result_stays_inside_the_office_that_drew(world, client):
    round_ = make_round(world, kind="random", name="随机抽查")
    draw = services.commit_draw(actor=world.office, round=round_, kind="sites", count=1)
    services.draw_lot(actor=world.office, draw=draw, supervised_by="监督员", spoken="八一五二")
    for person in (world.secretary, world.district_office, world.inspector, None):
        sign_in(client, person) if person else client.logout()
        name = "draw" if person else "public_draw"
        text = client.get(at(name, draw.pk)).content.decode()
        assert "检查开始后公布" in text and draw.seed not in text and "八一五二" not in text, person
        assert draw.seed.encode() not in client.get(at(f"{name}_record", draw.pk)).content
    sign_in(client, world.office)
    assert draw.seed in client.get(at("draw", draw.pk)).content.decode()


def test_guidance_is_arranged_on_one_page(world, office):
    data = {"application": world.application.pk, "organization": world.city.pk, "scheduled_on": VISIT_DAY,
            "inspectors": [world.inspector.pk]}  # fmt: skip
    answer = office.post(at("guidance"), data)
    visit = Visit.objects.get()
    assert answer.url == at("visit", visit.pk)
    assert visit.round.kind == "guidance"


def test_the_library_is_kept_on_its_pages(world, office, client):
    services.load_problems([{"code": "any.papers", "text": "资料不全", "demand": "补齐"}])
    form = {"text": "台账缺页", "leaf": "", "demand": "补记", "severity": "major", "days": 20}
    office.post(at("problem_new"), form)
    row = TypicalProblem.objects.get(text="台账缺页")
    text = office.get(at("problems"), {"q": "台账"}).content.decode()
    assert "台账缺页" in text and "资料不全" not in text
    office.post(at("problem_edit", row.pk), {**form, "version": 1, "text": "台账不全"})
    office.post(at("problem_retire", row.pk), {"version": 2})
    assert "台账不全" in office.get(at("problems"), {"retired": 1}).content.decode()
    office.post(at("problem_restore", row.pk), {"version": 3})
    assert b"".join(office.get(at("problems_export")).streaming_content)[:2] == b"PK"
    visit = make_visit(world)
    for each in (visit, make_visit(world, application=world.other, round=visit.round)):
        make_finding(world, each, description="公开栏陈旧")
    assert "公开栏陈旧" in office.get(at("problems_often")).content.decode()
    office.post(at("problems_often"), {"often": ["0:公开栏陈旧"]})
    assert TypicalProblem.objects.filter(text="公开栏陈旧", organization=world.city).exists()


@pytest.fixture
def many(world):
    """A round with three visits, or more; each with two inspectors and a finding."""

    def make(count):
        round_ = make_round(world, kind="quarterly", name=f"{count} 家")
        for number in range(count):
            place = make_organization(world.township, name=f"{count}组{number}村党支部")
            visit = make_visit(world, application=make_application(world, place), round=round_)
            make_finding(world, visit)
        return round_

    return make


@pytest.mark.parametrize(
    ("name", "most"), [("round", 12), ("schedule", 12), ("plan", 12), ("draws", 12), ("calendar", 12), ("levels", 12)]
)
def test_pages_take_few_statements_whatever_stands_on_them(world, office, many, name, most):
    counts = []
    for number in (1, 3):
        round_ = many(number)
        address = at(name, round_.pk) if name not in ("calendar", "levels") else at(name)
        office.get(address)
        with CaptureQueriesContext(connection) as told:
            assert office.get(address).status_code == 200
        counts.append(len(told))
    assert counts[0] == counts[1] <= most, counts
    assert Round.objects.count() == 2


def test_what_nobody_can_mean_is_told_and_changes_nothing(world, office):
    """Days of another age, no site a day, a reason of a hundred thousand letters, a form without its hidden part."""
    round_ = make_round(world, kind="quarterly", name="第四季度督查")
    before = list(Round.objects.values_list("pk", "starts_on", "ends_on"))
    plan = {
        "campaign": world.campaign.pk,
        "organization": world.city.pk,
        "kind": "quarterly",
        "name": "x",
        "quarter": 4,
    }
    for first, last in (("0001-01-01", VISIT_DAY), (VISIT_DAY, "9999-12-31")):
        page = office.post(reverse("inspections:round_new"), plan | {"starts_on": first, "ends_on": last})
        assert page.status_code == 422 and "请核对年份" in page.content.decode()
    guidance = {"application": world.application.pk, "organization": world.city.pk, "inspectors": [world.inspector.pk]}
    page = office.post(reverse("inspections:guidance"), guidance | {"scheduled_on": "9999-12-31"})
    assert page.status_code == 422 and "请核对年份" in page.content.decode()
    assert list(Round.objects.values_list("pk", "starts_on", "ends_on")) == before
    visit = make_visit(world, round=round_)
    for number in ("0", "²", "9" * 5000):
        office.post(at("schedule_act", round_.pk, "spread"), {"per_day": number})
    assert Visit.objects.get().scheduled_on == visit.scheduled_on
    office.post(at("visit_cancel", visit.pk), {"reason": "长" * 100_000})
    assert Visit.objects.get().status == "planned"
    finding = make_finding(world, visit)
    page = office.post(at("letter_new", finding.pk), {"text": "请整改", "due_on": VISIT_DAY + 9 * DAY})
    assert page.status_code in (400, 403, 409, 422) and "Rung" not in page.content.decode()
