"""The office's board: lights by plan against today, numbers that tie out, a constant number of statements."""

import datetime as dt

import pytest
from django.urls import reverse

from apps.applications.models import Application, PlanTask
from apps.applications.queries import board as boards
from apps.applications.queries.board import planned_of
from apps.core import clock
from apps.organizations.models import LeaderLink
from apps.organizations.services import add_record
from tests.factories import make_organization, make_user, sign_in
from tests.shared import shared

from .creation_stage import DAY, admonish, grant, make_site, on, write

pytestmark = pytest.mark.django_db


@shared
def stage():
    return make_site()


def standing(stage, user=None):
    (row,) = boards.standings(user or stage.office, stage.campaign)
    return row


def test_a_task_is_expected_in_even_steps():
    began, due = dt.date(2026, 6, 1), dt.date(2026, 7, 1)
    assert [planned_of(began, due, dt.date(2026, *day)) for day in ((6, 1), (6, 16), (7, 1), (8, 1))] == [
        0,
        50,
        100,
        100,
    ]


@pytest.mark.parametrize(
    ("progress", "due", "light"),
    [
        (90, dt.date(2026, 8, 31), "green"),
        (20, dt.date(2026, 8, 31), "yellow"),
        (0, dt.date(2026, 8, 31), "red"),
        (99, dt.date(2026, 6, 25), "yellow"),
        (99, dt.date(2026, 6, 10), "red"),
        (100, dt.date(2026, 6, 10), "green"),
    ],
)
def test_lights_follow_the_plan(stage, progress, due, light):
    """On 1 July a third of the way from 1 June to 31 August has gone; the June report is handed in."""
    with on():
        write(stage, submit=True)
        PlanTask.objects.update(progress=progress, due_on=due)
        row = standing(stage)
    assert row.light == light
    assert row.words in ("按计划推进", "有所滞后", "明显滞后")


def test_a_report_that_lacks_turns_the_light(stage):
    PlanTask.objects.update(progress=100)
    with on():
        assert (standing(stage).missing, standing(stage).light) == (1, "yellow")
    with clock.moved_to(dt.date(2026, 8, 3)):
        assert (standing(stage).missing, standing(stage).light) == (2, "red")


def test_a_site_without_tasks_and_reports_has_no_light(stage):
    PlanTask.objects.all().delete()
    with clock.moved_to(dt.date(2026, 6, 5)):
        assert standing(stage).light == "none"


def test_an_office_sees_its_own_part_alone(stage):
    with on():
        assert boards.standings(stage.outside_township, stage.campaign) == []
        assert standing(stage, stage.township).pk == stage.site.pk


def test_committees_add_up_to_the_whole(stage):
    children = [stage.tree.district, stage.tree.outside_district]
    with on():
        (line,) = boards.by_committee(boards.standings(stage.office, stage.campaign), children)
    assert line["organization"] == stage.tree.district
    assert line["total"] == sum(line[light] for light in boards.LIGHTS) == 1


def board(client, user, **query):
    with on():
        return sign_in(client, user).get(reverse("applications:board"), query)


def test_the_board_names_the_site_and_why_it_lags(stage, client):
    answer = board(client, stage.office, campaign=stage.campaign.pk)
    text = answer.content.decode()
    assert "丁村党支部" in text
    assert "欠报 1 期" in text
    assert reverse("applications:admonish", args=[stage.site.pk]) in text


def test_a_filter_and_the_workbook_show_the_same_rows(stage, client):
    assert "没有符合条件的单位" in board(client, stage.office, light="green").content.decode()
    with on():
        answer = sign_in(client, stage.office).get(reverse("applications:board_export"), {"light": "green"})
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content)[:2] == b"PK"


def test_a_foreign_campaign_is_unknown(stage, client):
    assert board(client, stage.office, campaign=99999).status_code == 404


@pytest.mark.parametrize("name", ["applications:board", "applications:ledger", "applications:money"])
def test_statements_stay_the_same_at_one_and_three_rows(stage, client, django_assert_max_num_queries, name):
    sign_in(client, stage.office)
    with on():
        client.get(reverse(name))
        with django_assert_max_num_queries(12) as one:
            client.get(reverse(name))
        for number in (1, 2):
            copied = make_organization(stage.tree.township, name=f"中共演示{number}村支部委员会")
            row = Application.objects.get(pk=stage.site.pk)
            row.pk, row.organization, row.organization_path = None, copied, copied.path
            row.save()
            PlanTask.objects.create(application=row, task="任务", responsible="演示用户甲", due_on=DAY)
        with django_assert_max_num_queries(12) as three:
            client.get(reverse(name))
    assert len(one) == len(three)


def test_the_ledger_shows_tasks_money_and_people(stage, client):
    with on():
        grant(stage, "5", note="研究同意")
        text = sign_in(client, stage.office).get(reverse("applications:ledger")).content.decode()
    assert "规范阵地" in text
    assert "批复 5 万元" in text
    assert "责任书记" in text


def test_an_admonition_is_issued_from_the_board(stage, client):
    address = reverse("applications:admonish", args=[stage.site.pk])
    with on():
        sign_in(client, stage.district)
        assert "欠报 1 期" in client.get(address).content.decode()
        client.post(address, {"reason": "进度滞后", "due_on": "2026-07-08"})
        assert stage.site.admonitions.get().issuer == stage.tree.district
        again = client.post(address, {"reason": "进度滞后", "due_on": "2026-07-08"})
    assert again.status_code == 409
    assert "办结后方可再发" in again.content.decode()


def test_a_past_deadline_is_told_at_its_field(stage, client):
    with on():
        sign_in(client, stage.district)
        answer = client.post(
            reverse("applications:admonish", args=[stage.site.pk]), {"reason": "滞后", "due_on": "2026-06-30"}
        )
    assert answer.context["form"].errors["due_on"] == ["应晚于今天。"]


def test_the_site_answers_on_its_page(stage, client):
    with on():
        row = admonish(stage)
        address = reverse("applications:admonition", args=[row.pk])
        sign_in(client, stage.secretary)
        assert "提交回复" in client.get(address).content.decode()
        client.post(address, {"text": "本周补齐。"})
    row.refresh_from_db()
    assert (row.status, row.answer) == ("answered", "本周补齐。")


def test_contact_visits_count_against_what_the_plan_asks(stage):
    """The year's plan asks six visits of a linked leader; by 1 July half of the year has gone."""
    leader = make_user("leader", stage.tree.city)
    branch = stage.tree.branch
    LeaderLink.objects.create(
        user=leader, organization=branch, organization_path=branch.path, started_on=dt.date(2026, 1, 1)
    )
    with on():
        add_record(
            actor=stage.secretary,
            organization=branch,
            kind="contact_visit",
            held_on=dt.date(2026, 6, 20),
            title="到点指导",
        )
        count = standing(stage).contact
    assert (count.made, count.owed, count.expected, count.is_behind) == (1, 6, 2, True)
