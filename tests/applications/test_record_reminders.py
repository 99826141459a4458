"""组织生活 that a standard asks for: asked about near the end of its period and after it, until it is recorded."""

import datetime as dt

import pytest

from apps.applications import record_reminders
from apps.applications.models import Application
from apps.core import clock
from apps.organizations.models import WorkRecord
from apps.reminders.models import Notice, RuleSetting
from apps.reminders.services import send_due_notices, subject_of
from apps.standards.services import load_standard
from tests import due
from tests.campaigns.factories import small_standard
from tests.shared import shared

from .creation_stage import make_site

pytestmark = pytest.mark.django_db
LEAVES = [
    {
        "code": "meeting",
        "title": "党员大会",
        "measure": {"type": "frequency", "record": "member_meeting", "label": "党员大会", "per": "quarter"},
        "points": 50,
    },
    {
        "code": "theme_day",
        "title": "主题党日",
        "sectors": ["urban"],
        "measure": {"type": "frequency", "record": "theme_day", "label": "支部主题党日", "per": "month"},
        "points": 50,
    },
    {
        "code": "study",
        "title": "专题研究",
        "measure": {
            "type": "frequency",
            "record": "study_of_party_work",
            "label": "专题研究",
            "times": 4,
            "per": "year",
        },
        "points": 50,
    },
]


@shared
def stage():
    found = make_site()
    version = load_standard(small_standard(code="life", name="组织生活标准", criteria=LEAVES))
    Application.objects.filter(pk=found.site.pk).update(standard_version=version)
    found.version = version
    return found


def run(day):
    with clock.moved_to(day):
        for _ in range(2):
            send_due_notices(clock.now(), due.of("applications"))


def lines(person):
    return list(Notice.objects.filter(rule=record_reminders.RULE, recipient=person, withdrawn_at=None).order_by("pk"))


def held(stage, day, kind="member_meeting", status="held"):
    return WorkRecord.objects.create(
        organization=stage.tree.branch,
        organization_path=stage.tree.branch.path,
        kind=kind,
        status=status,
        held_on=day,
        title="测试",
    )


def test_a_quarter_without_a_meeting_is_asked_about_in_its_last_days_and_after_it(stage):
    run(dt.date(2026, 9, 14))
    assert lines(stage.secretary) == []
    run(dt.date(2026, 9, 15))
    (line,) = lines(stage.secretary)
    assert (line.title, line.threshold) == ("2026年3季度党员大会还没有记录", "soon")
    assert line.url == f"/organizations/{stage.tree.branch.pk}/records/add/?kind=member_meeting"
    run(dt.date(2026, 10, 7))  # the holidays of October
    run(dt.date(2026, 10, 8))
    (line,) = lines(stage.secretary)
    assert (line.title, line.threshold) == ("2026年3季度党员大会未见记录", "missed")
    run(dt.date(2026, 10, 16))
    assert lines(stage.secretary) == []
    assert not Notice.objects.filter(rule=record_reminders.RULE).exclude(recipient=stage.secretary).exists()


def test_what_was_held_is_not_asked_for_and_a_plan_does_not_count(stage):
    held(stage, dt.date(2026, 9, 20), status="planned")
    held(stage, dt.date(2026, 6, 20))
    run(dt.date(2026, 9, 24))
    assert len(lines(stage.secretary)) == 1
    held(stage, dt.date(2026, 9, 22))
    run(dt.date(2026, 9, 25))
    assert lines(stage.secretary) == []


def test_several_a_year_say_how_many_are_lacking(stage):
    held(stage, dt.date(2026, 12, 1))
    held(stage, dt.date(2026, 3, 1), kind="study_of_party_work")
    run(dt.date(2026, 12, 18))
    assert [line.title for line in lines(stage.secretary)] == ["2026年全年专题研究还差 3 次"]


def test_only_what_the_standard_asks_of_the_sector_while_the_application_counts(stage):
    run(dt.date(2026, 8, 28))
    assert lines(stage.secretary) == []  # monthly for urban organizations alone
    Application.objects.filter(pk=stage.site.pk).update(status="withdrawn")
    run(dt.date(2026, 9, 24))
    assert lines(stage.secretary) == []


def test_a_paused_rule_is_silent(stage):
    RuleSetting.objects.create(topic=subject_of(stage.campaign), rule=record_reminders.RULE, is_paused=True)
    run(dt.date(2026, 9, 24))
    assert lines(stage.secretary) == []


def test_the_number_of_statements_does_not_grow(stage, django_assert_num_queries):
    moment = clock.at(dt.date(2026, 9, 24), 9)
    list(record_reminders.due(moment))  # the standard is built once for a process
    for place in (stage.tree.other_branch, stage.tree.outside_branch):
        Application.objects.create(
            campaign=stage.campaign,
            organization=place,
            organization_path=place.path,
            status="creating",
            standard_version=stage.version,
            created_by=stage.office,
        )
    with django_assert_num_queries(5):  # days, records, secretaries, standards, sites
        assert len(list(record_reminders.due(moment))) == 3
