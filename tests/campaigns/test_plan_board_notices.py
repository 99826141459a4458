"""The board tells people: what was sent back and why, what was confirmed, who stands on it."""

import pytest

from apps.accounts.choices import Role
from apps.campaigns.services import confirm_below, decide_planned
from apps.core import clock
from apps.reminders.models import Notice
from tests.factories import make_user

from .factories import APPLICATION_DAY
from .plan_stage import plan

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def standing_in_the_application_phase():
    with clock.moved_to(APPLICATION_DAY):
        yield


def told(user):
    return list(Notice.objects.filter(recipient=user).order_by("pk").values_list("title", flat=True))


def test_what_is_sent_back_is_told_to_the_proposer_with_the_reason_each_time(tree, programme, township, office):
    row, *_ = plan(township, programme, tree.branch, y2026="compliant")
    decide_planned(actor=office, planned=row, verb="decline", opinion="阵地还未建成")
    line = Notice.objects.get(recipient=township)
    assert line.title == "年度计划被退回：丁村党支部 2026年达标"
    assert "阵地还未建成" in line.body and f"/{tree.branch.pk}/" in line.url
    row, *_ = plan(township, programme, tree.branch, y2026="compliant")
    decide_planned(actor=office, planned=row, verb="decline", opinion="还是没有")
    assert told(township) == ["年度计划被退回：丁村党支部 2026年达标"] * 2


def test_many_confirmed_at_once_are_one_line_for_the_committee_and_one_for_each_branch(
    tree, programme, township, office
):
    secretary = make_user(Role.SECRETARY, tree.branch)
    plan(township, programme, tree.branch, y2026="compliant", y2027="demonstration")
    plan(township, programme, tree.other_branch, y2026="creating")
    confirm_below(actor=office, programme=programme)
    assert told(township) == ["年度计划已确认：丁村党支部 2026年达标等 3 项"]
    assert told(secretary) == ["已列入创建计划图：2026年达标", "已列入创建计划图：2027年示范"]
    assert told(office) == []
