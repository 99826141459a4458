"""请假外出: days on which nobody should be sent, noted by the person or the office, shown wherever people are chosen."""

import datetime as dt

import pytest
from django.urls import reverse

from apps.accounts.choices import Role
from apps.core.exceptions import Invalid, OutOfTurn, Refused
from apps.inspections import queries, services
from apps.inspections.models import Absence
from apps.reminders.models import Notice
from tests.factories import make_user, sign_in

from .factories import VISIT_DAY, make_round, make_visit

DAY = dt.timedelta(days=1)


def note(actor, person, first=VISIT_DAY, last=VISIT_DAY + DAY, **fields):
    return services.note_absence(actor=actor, person=person, starts_on=first, ends_on=last, **fields)


def test_days_away_are_pointed_out_avoided_and_withdrawn(world):
    round_ = make_round(world, kind="quarterly", name="第四季度督查")
    make_visit(world, round=round_)
    row = note(world.inspector, world.inspector)
    assert note(world.inspector, world.inspector) == row
    assert Notice.objects.get(rule="absence.clash", recipient=world.office).title.startswith(world.inspector.name)
    (stage,) = queries.planning.stages_of(round_, world.office)
    assert f"{world.inspector.name}当天请假" in stage.warnings
    free = queries.planning.free_days(VISIT_DAY, VISIT_DAY + 2 * DAY, [world.inspector.pk], round_)
    assert free == [VISIT_DAY + 2 * DAY]
    labels = [each.label for each in queries.planning.inspectors_with_load(round_)]
    assert any("11月2日至11月3日请假" in label for label in labels)
    with pytest.raises(Invalid, match="请先撤销"):
        note(world.office, world.inspector, last=VISIT_DAY)
    services.withdraw_absence(actor=world.office, absence=row)
    with pytest.raises(OutOfTurn, match="已撤销"):
        services.withdraw_absence(actor=world.inspector, absence=row)
    (stage,) = queries.planning.stages_of(round_, world.office)
    assert stage.warnings == []


def test_who_notes_for_whom(world):
    for actor in (world.outside_office, world.secretary, world.stranger):
        with pytest.raises(Refused):
            note(actor, world.inspector)
    row = note(world.district_office, world.inspector, kind="away", note="外出学习")
    seen = {"inspector": 1, "office": 1, "district_office": 1, "outside_office": 0, "stranger": 0}
    assert {who: Absence.objects.visible_to(getattr(world, who)).filter(pk=row.pk).count() for who in seen} == seen
    for first, last, words in (
        (VISIT_DAY + 9 * DAY, VISIT_DAY + 8 * DAY, "不能早于"),
        (dt.date(2020, 1, 1), dt.date(2020, 1, 2), "已经过去"),
        (dt.date(2126, 11, 3), dt.date(2126, 11, 4), "核对年份"),
    ):
        with pytest.raises(Invalid, match=words):
            note(world.office, world.second, first, last)


def test_the_page_of_office_and_inspector(world, client):
    visit = make_visit(world)
    address = reverse("inspections:absences")
    days = {"kind": "leave", "starts_on": VISIT_DAY, "ends_on": VISIT_DAY}
    inspector = sign_in(client, world.inspector)
    assert "检查任务，请调整" in inspector.post(address, days, follow=True).content.decode()
    assert "不能早于" in inspector.post(address, days | {"ends_on": VISIT_DAY - DAY}).content.decode()
    office = sign_in(client, world.office)
    assert visit.organization.short_name in office.get(address).content.decode()
    month = reverse("inspections:calendar") + "?month=2026-11"
    assert f"{world.inspector.name}请假" in office.get(month).content.decode()
    office.post(address, days | {"person": world.second.pk, "starts_on": VISIT_DAY})
    row = Absence.objects.get(user=world.second)
    change = reverse("inspections:visit_change", args=[visit.pk])
    team = {"scheduled_on": VISIT_DAY, "inspectors": [world.second.pk], "version": visit.version}
    assert "当天" in office.post(change, team, follow=True).content.decode()
    office.post(reverse("inspections:absence_withdraw", args=[row.pk]))
    assert not Absence.objects.standing().filter(user=world.second).exists()
    assert sign_in(client, make_user(Role.LEADER, world.city)).get(address).status_code == 403
