"""What applications tell the apps below: figures, burden, search, reminders."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.applications import receivers, reminders
from apps.applications.forms import LINE_FORMS, ApplicationForm
from apps.applications.parts import lines_of
from apps.applications.services import return_application
from apps.campaigns.queries import burden_of, funnel, progress_table
from apps.campaigns.services import extend_phase
from apps.core import clock
from apps.core.registries import search_providers
from apps.reminders.models import Notice
from apps.reminders.services import send_due_notices
from tests.applications.factories import REVIEW_DAY, make_approved, make_draft, make_stage, make_submitted
from tests.factories import make_organization, make_user, sign_in
from tests.shared import shared

pytestmark = pytest.mark.django_db
#: The application phase ends on 15 May 2026 at the end of the day.
LAST_DAY = dt.date(2026, 5, 15)


@shared
def stage():
    return make_stage()


def owed(day):
    with clock.moved_to(clock.at(day, 9)):
        return list(reminders.due(clock.now()))


def days_before(number):
    return LAST_DAY - dt.timedelta(days=number)


def test_everybody_who_owes_is_told_on_each_day_once(stage):
    make_draft(stage)
    make_submitted(stage, stage.other_secretary, stage.tree.other_branch)
    for number, threshold in ((7, "7"), (3, "3"), (1, "1"), (0, "0")):
        rows = owed(days_before(number))
        assert {row.recipient_id for row in rows} == {stage.secretary.pk, stage.outside_secretary.pk}
        assert {row.threshold for row in rows} == {threshold}
    assert owed(days_before(8)) == []
    assert owed(days_before(-1)) == []


def test_the_job_may_run_often(stage):
    with clock.moved_to(clock.at(days_before(3), 9)):
        send_due_notices()
        send_due_notices()
    with clock.moved_to(clock.at(days_before(2), 9)):
        send_due_notices()
    mine = Notice.objects.filter(recipient=stage.secretary, rule="application.due")
    assert [notice.threshold for notice in mine] == ["3"]
    assert "尚未申报" in mine.get().title


def test_a_draft_leads_to_its_form_and_nothing_to_the_start(stage):
    application = make_draft(stage)
    urls = {row.recipient_id: row.url for row in owed(days_before(1))}
    assert urls[stage.secretary.pk] == reverse("applications:edit", args=[application.pk])
    assert urls[stage.other_secretary.pk].startswith(reverse("applications:start", args=[stage.campaign.pk]))


def test_an_extension_moves_the_reminder(stage):
    phase = stage.campaign.phases.get(kind="application")
    until = clock.at(LAST_DAY + dt.timedelta(days=5), 18)
    with clock.moved_to(clock.at(days_before(4), 9)):
        extend_phase(actor=stage.office, phase=phase, organization=stage.tree.branch, until=until, reason="汛期抗洪")
    assert stage.secretary.pk not in {row.recipient_id for row in owed(days_before(3))}
    assert {row.recipient_id for row in owed(LAST_DAY + dt.timedelta(days=4))} == {stage.secretary.pk}


def test_a_returned_application_is_due_by_the_end_of_the_reviews(stage):
    application = make_submitted(stage)
    with clock.moved_to(REVIEW_DAY):
        return_application(actor=stage.township, application=application, opinion="请修改。")
    rows = owed(dt.date(2026, 5, 30))  # due on a Sunday: the last reminder came on the Friday before
    assert [(row.recipient_id, row.threshold) for row in rows] == [(stage.secretary.pk, "0")]
    assert "待修改" in rows[0].title


def test_reminders_cost_the_same_for_more_organizations(stage):
    def cost():
        with CaptureQueriesContext(connection) as caught:
            owed(days_before(3))
        return len(caught)

    one = cost()
    for _ in range(3):
        branch = make_organization(stage.tree.township)
        make_user("secretary", branch)
    assert cost() == one


def test_the_funnel_counts_what_its_links_show(stage):
    make_approved(stage)
    make_submitted(stage, stage.other_secretary, stage.tree.other_branch)
    make_draft(stage, stage.outside_secretary, stage.tree.outside_branch)
    items = {item.label: item for item in funnel(stage.campaign, stage.office)}
    counts = [items[label].count for label in ("应申报", "已申报", "审核中", "创建中", "已自评", "已命名")]
    assert counts == [3, 2, 1, 1, 0, 0]
    client = sign_in(Client(), stage.office)
    for item in items.values():
        if item.url and item.label != "应申报":
            assert client.get(item.url).context["page"].paginator.count == item.count, item.label
    rows = {row.organization.pk: row for row in progress_table(stage.campaign, stage.office)}
    assert [item.count for item in rows[stage.tree.district.pk].items[:3]] == [2, 2, 1]
    linked = rows[stage.tree.district.pk].items[1]
    assert client.get(linked.url).context["page"].paginator.count == 2


def test_the_burden_is_what_the_form_renders(stage):
    stage.tree.branch.contact_name, stage.tree.branch.contact_phone = "演示用户戊", "0773-0000001"
    stage.tree.branch.save()
    with clock.moved_to(dt.date(2026, 5, 6)):
        part = next(part for part in burden_of(stage.campaign, stage.tree.branch).parts if part.label == "申报")
    application = make_draft(stage)
    form = ApplicationForm(instance=application)
    rendered = [name for name in form.fields if name != "version"]
    filled = [name for name in rendered if getattr(application, name)]
    lines = [LINE_FORMS[kind.key]._meta.fields for kind in lines_of(stage.campaign)]
    assert part.inputs == len(rendered) + sum(map(len, lines))
    assert part.prefilled == len(filled) == 3


def test_search_finds_within_the_scope(stage):
    make_submitted(stage)
    assert receivers.search in list(search_providers)
    assert [kind for _, _, kind in receivers.search(stage.township, "先锋")] == ["申报"]
    assert list(receivers.search(stage.outside_township, "先锋")) == []
    assert list(receivers.search(make_user("auditor", stage.tree.city), "先锋")) == []
