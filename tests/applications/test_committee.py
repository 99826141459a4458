"""A committee's own plan, and its request for acceptance."""

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

import pytest

from apps.applications import rules
from apps.applications.committee_rules import lacking_plan
from apps.applications.models import AcceptanceRequest, CommitteePlan
from apps.applications.services import (
    add_plan_line,
    decide_acceptance,
    decide_committee_plan,
    remove_plan_line,
    save_acceptance,
    save_committee_plan,
    submit_committee_plan,
)
from apps.campaigns.models import Campaign
from apps.core import clock
from apps.core.exceptions import Invalid, OutOfTurn, Refused, StaleVersion
from apps.reminders.models import Notice
from tests.shared import shared

from .creation_stage import DAY, make_site, on
from .factories import APPLICATION_DAY, make_stage

pytestmark = pytest.mark.django_db


@shared
def stage():
    found = make_stage()
    Campaign.objects.filter(pk=found.campaign.pk).update(plan={**found.campaign.plan, "committee_plan": "required"})
    found.campaign = Campaign.objects.get(pk=found.campaign.pk)
    return found


@pytest.fixture(autouse=True)
def the_day():
    with clock.moved_to(APPLICATION_DAY):
        yield


def save(stage: SimpleNamespace, actor=None, version=0, **fields):
    values = {"goals": "年内建成 2 个。", "measures": "挂点指导。", **fields}
    return save_committee_plan(
        actor=actor or stage.township,
        campaign=stage.campaign,
        organization=stage.tree.township,
        version=version,
        **values,
    )


def filed(stage):
    plan = save(stage)
    add_plan_line(actor=stage.township, plan=plan, organization=stage.tree.branch, due_on=dt.date(2026, 9, 30))
    plan.refresh_from_db()
    return submit_committee_plan(actor=stage.township, plan=plan, version=plan.version)


def test_branches_are_stopped_until_the_plan_is_filed(stage):
    before = rules.can_start(stage.secretary, stage.campaign, stage.tree.branch)
    assert not before
    assert "报送后方可申报" in before.reason
    filed(stage)
    assert rules.can_start(stage.secretary, stage.campaign, stage.tree.branch)


def test_a_campaign_that_only_tells_stops_nobody(stage):
    stage.campaign.plan = {**stage.campaign.plan, "committee_plan": "told"}
    assert rules.can_start(stage.secretary, stage.campaign, stage.tree.branch)
    assert "尽快报送" in lacking_plan(stage.campaign, stage.tree.branch)


def test_the_organizer_is_told_and_approves(stage):
    plan = filed(stage)
    assert Notice.objects.filter(rule="committeeplan.submitted", recipient=stage.office).count() == 1
    decided = decide_committee_plan(
        actor=stage.office, plan=plan, verb="approve", opinion="同意。", version=plan.version
    )
    assert (decided.status, decided.opinion) == ("approved", "同意。")
    assert Notice.objects.filter(rule="committeeplan.decided", recipient=stage.township).count() == 1


def test_a_plan_sent_back_is_written_again(stage):
    plan = filed(stage)
    with pytest.raises(Invalid):
        decide_committee_plan(actor=stage.office, plan=plan, verb="return", opinion="", version=plan.version)
    back = decide_committee_plan(actor=stage.office, plan=plan, verb="return", opinion="目标太低", version=plan.version)
    again = save(stage, version=back.version, goals="年内建成 3 个。")
    assert submit_committee_plan(actor=stage.township, plan=again, version=again.version).status == "submitted"


def test_a_plan_lacks_nothing_when_it_is_handed_in(stage):
    plan = save(stage, measures="")
    with pytest.raises(Invalid, match="工作措施、创建党支部"):
        submit_committee_plan(actor=stage.township, plan=plan, version=plan.version)
    assert CommitteePlan.objects.get().status == "draft"


@pytest.mark.parametrize("fields", [{"goals": "长" * 1001}, {"funds": Decimal(-1)}, {"funds": Decimal(99999)}])
def test_bad_plans_are_refused(stage, fields):
    with pytest.raises(Invalid):
        save(stage, **fields)
    assert not CommitteePlan.objects.exists()


def test_lines_are_branches_of_the_committee_once_and_to_come(stage):
    plan, due = save(stage), dt.date(2026, 9, 30)
    line = add_plan_line(actor=stage.township, plan=plan, organization=stage.tree.branch, due_on=due)
    for organization, day in (
        (stage.tree.branch, due),
        (stage.tree.outside_branch, due),
        (stage.tree.other_branch, APPLICATION_DAY - dt.timedelta(days=1)),
        (stage.tree.other_branch, dt.date(2040, 1, 1)),
    ):
        with pytest.raises(Invalid):
            add_plan_line(actor=stage.township, plan=plan, organization=organization, due_on=day)
    remove_plan_line(actor=stage.township, line=line)
    assert not plan.lines.exists()


def test_an_old_page_overwrites_nothing(stage):
    save(stage)
    with pytest.raises(StaleVersion):
        save(stage, goals="另一份。")
    assert CommitteePlan.objects.get().goals == "年内建成 2 个。"


@pytest.mark.parametrize("who", ["office", "secretary", "outside_township"])
def test_another_office_files_nothing_for_the_committee(stage, who):
    with pytest.raises(Refused):
        save(stage, actor=getattr(stage, who))


def test_a_plan_in_review_is_not_changed(stage):
    plan = filed(stage)
    with pytest.raises(OutOfTurn):
        save(stage, version=plan.version)


def ask(stage, **fields):
    values = {
        "actor": stage.township, "campaign": stage.campaign, "organization": stage.tree.township,
        "applications": [stage.site], "summary": "已自查达标。", "submit": True, **fields,
    }  # fmt: skip
    return save_acceptance(**values)


def test_acceptance_is_asked_for_and_taken_up():
    stage = make_site()
    with on():
        row = ask(stage, wanted_on=DAY + dt.timedelta(days=20))
        taken = decide_acceptance(actor=stage.office, asked=row, verb="accept", opinion="", version=row.version)
    assert taken.status == "accepted"
    assert Notice.objects.filter(rule="acceptancerequest.decided", recipient=stage.township).count() == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"applications": []}, "至少选择一个"),
        ({"summary": " "}, "自查情况"),
        ({"summary": "长" * 1001}, "自查情况"),
        ({"wanted_on": DAY - dt.timedelta(days=1)}, "不能早于今天"),
    ],
)
def test_bad_requests_are_refused(fields, words):
    stage = make_site()
    with on(), pytest.raises(Invalid, match=words):
        ask(stage, **fields)
    assert not AcceptanceRequest.objects.exists()


def test_a_site_stands_in_one_request():
    stage = make_site()
    with on():
        ask(stage)
        with pytest.raises(Invalid, match="另一份申请"):
            ask(stage)


def test_anothers_site_is_not_asked_for():
    stage = make_site()
    with on(), pytest.raises(Invalid, match="只能选择本党委"):
        ask(stage, actor=stage.outside_township, organization=stage.tree.outside_township)
