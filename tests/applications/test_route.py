"""The route: levels that a campaign skips, departments that sign beside a level or before it."""

import pytest

from apps.applications.pages import history, step_bar
from apps.applications.queries import route_of
from apps.applications.services import (
    object_to_application,
    recommend_application,
    reject_application,
    return_application,
    submit_application,
)
from apps.campaigns.models import RouteRule
from apps.core.exceptions import Invalid, OutOfTurn, Refused
from apps.core.models import StateChange
from tests.applications.factories import make_submitted
from tests.applications.ladder_stage import countersign, make_departments, statuses, up_to
from tests.shared import shared

pytestmark = pytest.mark.django_db


@shared
def stage():
    return make_departments()


def stops(stage, organization=None):
    found = route_of(stage.campaign, organization or stage.tree.branch)
    return [(stop.position, stop.branch, stop.organization.short_name) for stop in found]


def test_a_skipped_level_is_not_asked_and_the_issuer_always_is(stage):
    RouteRule.objects.create(campaign=stage.campaign, act="skip", level="district")
    RouteRule.objects.create(campaign=stage.campaign, act="skip", level="city")
    assert stops(stage) == [(1, 0, "丙乡委"), (2, 0, "甲市委")]


def test_a_department_signs_beside_its_level_or_before_it(stage):
    countersign(stage.campaign, stage.propaganda, "district", "parallel")
    countersign(stage.campaign, stage.rural_office, "city", "in_turn")
    assert stops(stage) == [
        (1, 0, "丙乡委"),
        (2, 0, "乙区委"),
        (2, 1, "区宣传部"),
        (3, 0, "市农办"),
        (4, 0, "甲市委"),
    ]


def test_a_department_signs_for_its_own_district_alone(stage):
    countersign(stage.campaign, stage.propaganda, "district", "parallel")
    assert [name for _, _, name in stops(stage, stage.tree.outside_branch)] == ["癸镇委", "壬县委", "甲市委"]


def test_a_level_that_is_skipped_leaves_its_department_to_the_next(stage):
    RouteRule.objects.create(campaign=stage.campaign, act="skip", level="district")
    countersign(stage.campaign, stage.propaganda, "district", "parallel")
    assert stops(stage) == [(1, 0, "丙乡委"), (2, 0, "甲市委"), (2, 1, "区宣传部")]


def test_what_was_submitted_keeps_its_route(stage):
    application = make_submitted(stage)
    countersign(stage.campaign, stage.propaganda, "district", "parallel")
    assert [name for name, _ in statuses(application)] == ["丙乡委", "乙区委", "甲市委"]


def test_parallel_signatures_are_open_together_and_the_next_level_waits_for_all(stage, review_day):
    countersign(stage.campaign, stage.propaganda, "district", "parallel")
    application = up_to(stage, make_submitted(stage), "district")
    assert statuses(application)[1:] == [("乙区委", "pending"), ("区宣传部", "pending"), ("甲市委", "waiting")]
    recommend_application(actor=stage.district, application=application)
    assert statuses(application)[3] == ("甲市委", "waiting")
    recommend_application(actor=stage.propagandist, application=application, opinion="无意见。")
    assert statuses(application)[3] == ("甲市委", "pending")


def test_in_turn_the_department_signs_first(stage, review_day):
    countersign(stage.campaign, stage.propaganda, "district", "in_turn")
    application = up_to(stage, make_submitted(stage), "district")
    assert statuses(application)[1:3] == [("区宣传部", "pending"), ("乙区委", "waiting")]
    with pytest.raises(Refused, match="区宣传部"):
        recommend_application(actor=stage.district, application=application)
    recommend_application(actor=stage.propagandist, application=application)
    assert statuses(application)[2] == ("乙区委", "pending")
    assert titles(application)[0] == "乙区宣传部　会签同意"


def titles(application):
    """What the pages tell of the reviews, the newest first."""
    changes = StateChange.objects.of(application).select_related("actor")
    return [entry["title"] for entry in history(changes, reviews_only=True)]


def test_the_issuer_decides_after_the_departments_beside_it(stage, review_day):
    countersign(stage.campaign, stage.rural_office, "city", "parallel")
    application = up_to(stage, make_submitted(stage), "city")
    with pytest.raises(OutOfTurn, match="市农办尚未会签"):
        recommend_application(actor=stage.office, application=application)
    assert dict(statuses(application))["甲市委"] == "pending"
    object_to_application(actor=stage.countryman, application=application, opinion="与产业规划不符。")
    application.refresh_from_db()
    assert application.status == "in_review"
    recommend_application(actor=stage.office, application=application)
    assert application.status == "creating"
    assert dict(statuses(application))["市农办"] == "objected"
    assert [entry for entry in titles(application) if "会签" in entry] == ["甲市农办　会签不同意"]


def test_a_department_objects_and_never_refuses(stage, review_day):
    countersign(stage.campaign, stage.propaganda, "district", "parallel")
    application = up_to(stage, make_submitted(stage), "district")
    with pytest.raises(Invalid, match="不同意"):
        reject_application(actor=stage.propagandist, application=application, opinion="不行。")
    with pytest.raises(Invalid, match="会签部门"):
        object_to_application(actor=stage.district, application=application, opinion="不行。")
    with pytest.raises(Invalid):
        object_to_application(actor=stage.propagandist, application=application, opinion=" ")


def test_a_return_by_one_branch_stops_the_other_and_both_go_on_after_the_correction(stage, review_day):
    countersign(stage.campaign, stage.propaganda, "district", "parallel")
    application = up_to(stage, make_submitted(stage), "district")
    return_application(actor=stage.propagandist, application=application, opinion="名称不妥。")
    assert statuses(application)[1:3] == [("乙区委", "waiting"), ("区宣传部", "returned")]
    submit_application(actor=stage.secretary, application=application)
    assert statuses(application)[1:3] == [("乙区委", "pending"), ("区宣传部", "pending")]


def test_a_signature_that_stands_is_not_asked_again_after_a_return(stage, review_day):
    countersign(stage.campaign, stage.propaganda, "district", "parallel")
    application = up_to(stage, make_submitted(stage), "district")
    recommend_application(actor=stage.propagandist, application=application)
    return_application(actor=stage.district, application=application, opinion="请补充。")
    submit_application(actor=stage.secretary, application=application)
    assert statuses(application)[1:3] == [("乙区委", "pending"), ("区宣传部", "recommended")]


def test_the_rejection_of_a_level_ends_the_departments_turn(stage, review_day):
    countersign(stage.campaign, stage.propaganda, "district", "parallel")
    application = up_to(stage, make_submitted(stage), "district")
    reject_application(actor=stage.district, application=application, opinion="不成熟。")
    assert statuses(application)[1:3] == [("乙区委", "rejected"), ("区宣传部", "waiting")]


def test_the_bar_says_who_signs_at_the_same_time(stage):
    countersign(stage.campaign, stage.propaganda, "district", "parallel")
    countersign(stage.campaign, stage.rural_office, "city", "in_turn")
    application = make_submitted(stage)
    bar = {item["name"]: item["note"] for item in step_bar(application, list(application.steps.all()))}
    assert (bar["区宣传部会签"], bar["市农办会签"]) == ("与乙区委同时", "")
