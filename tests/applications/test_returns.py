"""A return with ticked items, what changed since, and decisions that are taken back."""

import pytest

from apps.applications.models import ReviewReturn
from apps.applications.queries import address_of, changes_since, last_answered, open_return, touches
from apps.applications.services import (
    TickedItem,
    note_opened,
    note_seen,
    recall_decision,
    recommend_application,
    reject_application,
    report_progress,
    reserve_application,
    return_application,
    save_application,
    save_task,
    submit_application,
)
from apps.campaigns.models import Place
from apps.core.exceptions import Invalid, OutOfTurn, Refused
from tests.applications.factories import TASK, make_submitted
from tests.applications.ladder_stage import countersign, make_departments, statuses, up_to
from tests.shared import shared

pytestmark = pytest.mark.django_db

TICKED = [TickedItem("field", "results", "请写明人数。"), TickedItem("plan", "", "缺第二项任务。")]


@shared
def stage():
    return make_departments()


def sent_back(stage):
    application = make_submitted(stage)
    return return_application(actor=stage.township, application=application, opinion="请修改两处。", items=TICKED)


def step_of(application, organization):
    step = application.steps.get(organization=organization)
    step.application = application
    return step


def test_the_applicant_reads_each_item_as_a_link_to_its_field(stage, review_day):
    application = sent_back(stage)
    items = list(open_return(application).items.all())
    assert [(item.label, item.remark) for item in items] == [
        ("预期成效", "请写明人数。"),
        ("创建任务（任务、措施、责任人、时限）", "缺第二项任务。"),
    ]
    assert [address_of(item, application).split("#")[1] for item in items] == ["id_results", "tasks"]


@pytest.mark.parametrize(
    ("items", "words"),
    [
        ([TickedItem("field", "results", "  ")], "预期成效"),
        ([TickedItem("field", "no_such", "错")], "刷新"),
        ([TickedItem("field", "results", "错"), TickedItem("field", "results", "错")], "重复"),
        ([TickedItem("field", "results", "错" * 301)], "300"),
    ],
)
def test_an_item_needs_its_remark_and_its_field(stage, review_day, items, words):
    application = make_submitted(stage)
    with pytest.raises(Invalid, match=words):
        return_application(actor=stage.township, application=application, opinion="请修改。", items=items)
    application.refresh_from_db()
    assert application.status == "in_review"
    assert not ReviewReturn.objects.exists()


def test_what_changed_since_the_return_is_told_field_by_field_and_line_by_line(stage, review_day):
    application = sent_back(stage)
    save_application(
        actor=stage.secretary, application=application, version=application.version, results="带动 12 户。"
    )
    save_task(actor=stage.secretary, application=application, **{**TASK, "task": "结对帮扶"})
    submit_application(actor=stage.secretary, application=application)
    returned = last_answered(application)
    marks = changes_since(returned.snapshot, application)
    assert [(mark.kind, mark.label, mark.word) for mark in marks] == [
        ("field", "预期成效", "已改"),
        ("plan", "创建任务", "新增"),
    ]
    assert (marks[0].old, marks[0].new) == ("村民满意度提高。", "带动 12 户。")
    assert [touches(item, marks) for item in returned.items.all()] == [True, True]


def test_a_decision_is_recalled_until_the_next_level_has_opened_it(stage, review_day):
    application = up_to(stage, make_submitted(stage), "district")
    mine, above = step_of(application, stage.tree.township), step_of(application, stage.tree.district)
    recall_decision(actor=stage.township, step=mine, reason="看错了。")
    assert statuses(application) == [("丙乡委", "pending"), ("乙区委", "waiting"), ("甲市委", "waiting")]
    recommend_application(actor=stage.township, application=application)
    above.refresh_from_db()
    note_opened(actor=stage.township, step=above)
    assert above.opened_at is None
    note_opened(actor=stage.district, step=above)
    with pytest.raises(OutOfTurn, match="乙区委已查看"):
        recall_decision(actor=stage.township, step=mine, reason="看错了。")


def test_a_recall_is_the_own_offices_with_a_reason(stage, review_day):
    application = up_to(stage, make_submitted(stage), "district")
    mine = step_of(application, stage.tree.township)
    for person in (stage.district, stage.secretary, stage.outside_township):
        with pytest.raises(Refused):
            recall_decision(actor=person, step=mine, reason="替他撤回")
    with pytest.raises(Invalid):
        recall_decision(actor=stage.township, step=mine, reason=" ")
    assert statuses(application)[0] == ("丙乡委", "recommended")


def test_a_return_is_recalled_until_the_applicant_has_read_it(stage, review_day):
    application = sent_back(stage)
    mine = step_of(application, stage.tree.township)
    recall_decision(actor=stage.township, step=mine, reason="再看一下。")
    application.refresh_from_db()
    assert application.status == "in_review"
    assert open_return(application) is None
    return_application(actor=stage.township, application=application, opinion="还是要改。")
    note_seen(actor=stage.office, application=application)
    assert step_of(application, stage.tree.township).seen_at is None
    note_seen(actor=stage.secretary, application=application)
    with pytest.raises(OutOfTurn, match="申报单位已查看"):
        recall_decision(actor=stage.township, step=mine, reason="晚了")


def test_a_recalled_return_opens_the_departments_beside_it_again(stage, review_day):
    countersign(stage.campaign, stage.propaganda, "district", "parallel")
    application = up_to(stage, make_submitted(stage), "district")
    return_application(actor=stage.district, application=application, opinion="请补充。")
    assert statuses(application)[2] == ("区宣传部", "waiting")
    recall_decision(actor=stage.district, step=step_of(application, stage.tree.district), reason="误点")
    assert statuses(application)[1:3] == [("乙区委", "pending"), ("区宣传部", "pending")]


def test_an_approval_that_nobody_has_read_is_recalled_and_gives_its_place_back(stage, review_day):
    application = up_to(stage, make_submitted(stage), "city")
    recommend_application(actor=stage.office, application=application)
    assert Place.objects.count() == 1
    recall_decision(actor=stage.office, step=step_of(application, stage.tree.city), reason="误点")
    application.refresh_from_db()
    assert (application.status, application.approved_at) == ("in_review", None)
    assert Place.objects.count() == 0
    assert statuses(application)[2] == ("甲市委", "pending")


def test_an_approval_by_which_the_applicant_went_on_stands(stage, review_day):
    application = up_to(stage, make_submitted(stage), "city")
    recommend_application(actor=stage.office, application=application)
    application.refresh_from_db()
    report_progress(actor=stage.secretary, task=application.tasks.first(), progress=10)
    with pytest.raises(OutOfTurn, match="已查看"):
        recall_decision(actor=stage.office, step=step_of(application, stage.tree.city), reason="误点")


def test_a_rejection_and_a_reservation_are_recalled(stage, review_day):
    application = make_submitted(stage)
    mine = step_of(application, stage.tree.township)
    reject_application(actor=stage.township, application=application, opinion="不行。")
    recall_decision(actor=stage.township, step=mine, reason="误点")
    application.refresh_from_db()
    assert (application.status, statuses(application)[0]) == ("in_review", ("丙乡委", "pending"))
    reserve_application(actor=stage.township, application=application, opinion="名额不足。")
    recall_decision(actor=stage.township, step=mine, reason="改为推荐")
    assert statuses(application)[0] == ("丙乡委", "pending")


def test_what_is_pending_has_nothing_to_recall(stage, review_day):
    application = make_submitted(stage)
    with pytest.raises(OutOfTurn, match="没有可撤回"):
        recall_decision(actor=stage.township, step=step_of(application, stage.tree.township), reason="误点")
