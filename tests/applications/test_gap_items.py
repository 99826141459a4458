"""自查问题: opened with a cause, closed by a new answer, by a fact told elsewhere, counted and reminded of."""

import datetime as dt

import pytest
from django.urls import reverse

from apps.applications.models import GapItem
from apps.applications.reminders import gaps_due
from apps.applications.services import (
    GapPlan,
    NewAnswer,
    close_gap,
    edit_gap,
    open_gap,
    recognise_met_gaps,
    reopen_gap,
    submit_self_assessment,
)
from apps.applications.services.self_assessment import recompute
from apps.core import clock
from apps.core.exceptions import Invalid, OutOfTurn, Refused, StaleVersion
from apps.core.models import StateChange
from apps.organizations.models import Metric
from apps.organizations.services import (
    add_unit,
    edit_unit,
    import_facilities,
    record_fact,
    save_facility,
    set_posts,
)
from apps.organizations.services.sheet_plans import RowCheck, RowPlan
from apps.organizations.spreadsheet_rows import SheetRow
from tests.factories import sign_in

from .assessment_stage import DAY, again, full_standard, leaf, make_stage, response_of
from .test_self_assessment_services import fill, say

pytestmark = pytest.mark.django_db
ROOM = {"kind": "activity_room"}
DUE = dt.date(2026, 10, 20)
PLAN = GapPlan(cause="place", owner="演示用户甲", due_on=DUE, measure="扩建活动室")


@pytest.fixture(autouse=True)
def on_the_day():
    with clock.moved_to(DAY):
        yield


def opened(stage, code="area", value=150, plan=PLAN):
    response = say(stage, code, value=value)
    return open_gap(actor=stage.secretary, response=response, problem="面积不足", plan=plan)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"cause": ""}, "请选择原因"),
        ({"cause": "weather"}, "请选择原因"),
        ({"cause": "other"}, "请写明原因"),
        ({"owner": " "}, "请填写责任人"),
        ({"owner": "长" * 41}, "不超过 40 字"),
        ({"measure": "长" * 301}, "不超过 300 字"),
        ({"due_on": None}, "请填写整改期限"),
        ({"due_on": dt.date(2026, 1, 1)}, "不能早于今天"),
    ],
)
def test_a_wrong_plan_opens_nothing(change, words):
    stage = make_stage()
    with pytest.raises(Invalid, match=words):
        opened(stage, plan=GapPlan(**{**vars(PLAN), **change}))
    assert not GapItem.objects.exists()


def test_a_leaf_is_on_the_list_once_and_only_by_its_own_secretary():
    stage = make_stage()
    opened(stage)
    area = response_of(stage, "area")
    with pytest.raises(OutOfTurn, match="已列入整改清单"):
        open_gap(actor=stage.secretary, response=area, problem="面积不足", plan=PLAN)
    with pytest.raises(Refused, match="党组织书记"):
        open_gap(actor=stage.office, response=area, problem="面积不足", plan=PLAN)
    assert GapItem.objects.count() == 1


def test_closing_tells_the_new_value_and_updates_the_verdict():
    stage = make_stage()
    item = opened(stage)
    told = NewAnswer(response_of(stage, "area").version, {"value": 180})
    with pytest.raises(Invalid, match="仍未达到"):
        close_gap(actor=stage.secretary, item=item, version=item.version, result="已扩建", told=told)
    assert response_of(stage, "area").points == 15
    told = NewAnswer(response_of(stage, "area").version, {"value": 210})
    done = close_gap(actor=stage.secretary, item=item, version=item.version, result="已扩建", told=told)
    assert (done.status, done.result, done.closed_by) == ("closed", "已扩建", stage.secretary)
    assert (response_of(stage, "area").points, response_of(stage, "area").verdict) == (20, "met")


def test_closing_asks_for_the_result_and_the_version_read():
    stage = make_stage()
    item = opened(stage)
    with pytest.raises(Invalid, match="整改结果"):
        close_gap(actor=stage.secretary, item=item, version=item.version, result=" ")
    edit_gap(actor=stage.secretary, item=item, version=item.version, plan=GapPlan("duty", "演示用户乙", DUE))
    with pytest.raises(StaleVersion):
        close_gap(actor=stage.secretary, item=item, version=item.version, result="已扩建")
    assert GapItem.objects.get().owner == "演示用户乙"


def test_a_better_answer_on_its_page_closes_the_item():
    stage = make_stage()
    item = opened(stage)
    say(stage, "area", value=260)
    item.refresh_from_db()
    assert item.status == "closed" and item.closed_by is None and item.closed_at
    assert [change.verb for change in StateChange.objects.of(item)] == ["create", "recognise"]


def test_a_fact_told_elsewhere_is_recognised():
    stage = make_stage()
    item = opened(stage)
    record_fact(actor=stage.secretary, organization=stage.tree.branch, metric="venue_area", value=300)
    item.refresh_from_db()
    assert item.status == "open"
    assert recognise_met_gaps() == 1
    item.refresh_from_db()
    assert item.status == "closed" and "已达到" in item.result
    assert recognise_met_gaps() == 0


def test_entering_the_fact_closes_the_item_at_once(client, django_capture_on_commit_callbacks):
    stage = make_stage()
    item = opened(stage)
    with django_capture_on_commit_callbacks(execute=True):
        record_fact(actor=stage.secretary, organization=stage.tree.branch, metric="venue_area", value=150)
    item.refresh_from_db()
    assert item.status == "open"
    with django_capture_on_commit_callbacks(execute=True):
        record_fact(actor=stage.secretary, organization=stage.tree.branch, metric="venue_area", value=300)
    item.refresh_from_db()
    assert item.status == "closed" and item.result == "按现有数据和填报情况，本项已达到。"
    assert response_of(stage, "area").verdict == "met"
    sign_in(client, stage.secretary)
    page = client.get(reverse("applications:gap_item", args=[item.pk])).content.decode()
    assert "已整改" in page and "达标" in page


LEDGER_METRICS = (("demonstration_posts", "党员示范岗"), ("employees", "职工人数"))


def stage_with_ledgers():
    """The standard with leaves of what posts and the ledger of units tell."""
    for code, name in LEDGER_METRICS:
        Metric.objects.create(code=code, name=name, unit="个", period_kind="snapshot")
    document = full_standard()
    document["criteria"][1]["children"] += [
        leaf(code, name, 5, {"type": "quantity", "metric": code, "label": name, "op": ">=", "value": 3, "unit": "个"})
        for code, name in LEDGER_METRICS
    ]
    return make_stage(document)


def found_short(stage, code):
    """An item on a leaf that the ledgers say falls short."""
    recompute(again(stage.application).self_assessment)
    response = response_of(stage, code)
    assert response.verdict in ("unmet", "partial")
    return open_gap(actor=stage.secretary, response=response, problem="数量不足", plan=PLAN)


def test_a_larger_place_closes_the_item_at_once(django_capture_on_commit_callbacks):
    stage = make_stage()
    place = save_facility(
        actor=stage.secretary, organization=stage.tree.branch, name="活动室", building_area=150, **ROOM
    )
    item = found_short(stage, "area")
    with django_capture_on_commit_callbacks(execute=True):
        save_facility(actor=stage.secretary, organization=stage.tree.branch, facility=place, building_area=180)
    item.refresh_from_db()
    assert item.status == "open"
    with django_capture_on_commit_callbacks(execute=True):
        save_facility(actor=stage.secretary, organization=stage.tree.branch, facility=place, building_area=260)
    item.refresh_from_db()
    assert item.status == "closed" and response_of(stage, "area").verdict == "met"


def test_more_posts_close_the_item_at_once(django_capture_on_commit_callbacks):
    stage = stage_with_ledgers()
    set_posts(actor=stage.secretary, organization=stage.tree.branch, counts={"demonstration": 2})
    item = found_short(stage, "demonstration_posts")
    with django_capture_on_commit_callbacks(execute=True):
        set_posts(actor=stage.secretary, organization=stage.tree.branch, counts={"demonstration": 3})
    item.refresh_from_db()
    assert item.status == "closed"


def test_the_ledger_of_units_closes_the_item_at_once(django_capture_on_commit_callbacks):
    stage = stage_with_ledgers()
    unit = add_unit(
        actor=stage.office, organization=stage.tree.township, kind="private_enterprise", name="演示企业", employees=2,
        established="separate", party_organization=stage.tree.branch,
    )  # fmt: skip
    item = found_short(stage, "employees")
    with django_capture_on_commit_callbacks(execute=True):
        edit_unit(actor=stage.office, unit=unit, employees=8)
    item.refresh_from_db()
    assert item.status == "closed"


def test_an_import_of_places_tells_once_whose_ledger_changed(django_capture_on_commit_callbacks):
    stage = make_stage()
    place = save_facility(
        actor=stage.secretary, organization=stage.tree.branch, name="活动室", building_area=150, **ROOM
    )
    item = found_short(stage, "area")
    rows = [RowPlan(SheetRow(number, {}), stage.tree.branch, place, {"building_area": area}, ["building_area"])
            for number, area in ((2, 260), (3, 280))]  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True) as told:
        import_facilities(actor=stage.secretary, check=RowCheck(rows, [], 2))
    item.refresh_from_db()
    assert item.status == "closed" and len(told) == 1


def test_facts_of_others_and_of_applications_without_items_change_nothing(django_capture_on_commit_callbacks):
    stage = make_stage()
    item = opened(stage)
    with django_capture_on_commit_callbacks(execute=True):
        record_fact(actor=None, organization=stage.tree.other_branch, metric="venue_area", value=300)
    item.refresh_from_db()
    assert item.status == "open"


def test_a_signed_self_assessment_keeps_its_points_while_gaps_are_closed():
    stage = make_stage()
    fill(stage)
    item = open_gap(actor=stage.secretary, response=response_of(stage, "area"), problem="面积不足", plan=PLAN)
    submit_self_assessment(actor=stage.secretary, application=stage.application)
    before = response_of(stage, "area").points
    done = close_gap(actor=stage.secretary, item=item, version=item.version, result="已扩建")
    assert done.status == "closed" and response_of(stage, "area").points == before


def test_a_closed_item_comes_back_with_a_reason():
    stage = make_stage()
    item = opened(stage)
    say(stage, "area", value=260)
    item.refresh_from_db()
    with pytest.raises(Invalid, match="理由"):
        reopen_gap(actor=stage.secretary, item=item, version=item.version, reason="", due_on=DUE)
    back = reopen_gap(actor=stage.secretary, item=item, version=item.version, reason="又被占用", due_on=DUE)
    assert (back.status, back.closed_at, back.result) == ("open", None, "")


def test_secretaries_are_reminded_before_and_once_after():
    stage = make_stage()
    opened(stage)
    assert [(line.recipient_id, line.threshold) for line in gaps_due(clock.at(DUE, 9))] == [(stage.secretary.pk, "0")]
    (late,) = gaps_due(clock.at(DUE + dt.timedelta(days=3), 9))
    assert late.threshold == "overdue" and "已逾期" in late.title
    say(stage, "area", value=260)
    assert list(gaps_due(clock.at(DUE, 9))) == []


def test_the_list_filters_exports_and_shows_each_only_its_own(client):
    stage = make_stage()
    item = opened(stage)
    sign_in(client, stage.office)
    address = reverse("applications:gap_items")
    page = client.get(address).content.decode()
    assert "面积不足" in page and "扩建活动室" in page and "整改中 1 个" in page
    assert "没有符合条件" in client.get(address, {"state": "closed"}).content.decode()
    with clock.moved_to(DUE + dt.timedelta(days=1)):
        assert "面积不足" in client.get(address, {"state": "overdue"}).content.decode()
        assert "自查问题逾期" in client.get("/").content.decode()
    export = client.get(reverse("applications:gap_items_export"))
    assert b"".join(export.streaming_content).startswith(b"PK")
    sign_in(client, stage.secretary)
    assert "自查问题：面积不足" in client.get("/").content.decode()
    shown = client.get(reverse("applications:gap_item", args=[item.pk])).content.decode()
    assert "整改完成，销号" in shown and "再增加 50 ㎡" in shown


def test_an_item_is_closed_on_its_page(client):
    stage = make_stage()
    item = opened(stage)
    sign_in(client, stage.secretary)
    area = response_of(stage, "area")
    address = reverse("applications:gap_close", args=[item.pk])
    wrong = client.post(address, {"version": item.version, "result": "已扩建", f"r{area.pk}-value": "多"})
    assert wrong.status_code == 422 and GapItem.objects.get().status == "open"
    client.post(address, {"version": item.version, "result": "已扩建", f"r{area.pk}-value": "230"})
    assert GapItem.objects.get().status == "closed" and response_of(stage, "area").points == 20
    client.post(reverse("applications:gap_reopen", args=[item.pk]), {"reason": "又被占用"})
    assert GapItem.objects.get().status == "open"
    plan = {"version": GapItem.objects.get().version, "cause": "duty", "owner": "演示用户乙", "due_on": "2026-12-01"}
    client.post(reverse("applications:gap_edit", args=[item.pk]), plan)
    assert GapItem.objects.get().owner == "演示用户乙"
