"""结对共建: proposed and confirmed, or arranged from above; planned, recorded by both sides, missed after a quarter."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from apps.accounts.choices import Role
from apps.applications.creation_reminders import quiet_pairs
from apps.core import clock
from apps.core.exceptions import Invalid, OutOfTurn, Refused
from apps.core.models import FileUse, StateChange
from apps.organizations.models import Pairing, PairingAction, WorkRecord
from apps.organizations.queries.pairings import pairings_for
from apps.organizations.services import (
    add_record,
    decide_pairing,
    end_pairing,
    finish_pairing_action,
    merge_organization,
    pair_organizations,
    plan_pairing_action,
    record_pairing,
    withdraw_pairing,
)
from apps.organizations.services.merging import merge_effects, seal_of
from tests.applications.assessment_stage import photo
from tests.factories import make_tree, make_user, sign_in
from tests.shared import shared

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 7, 1)


@pytest.fixture(autouse=True)
def the_day():
    with clock.moved_to(DAY):
        yield


@shared
def stage():
    tree = make_tree()
    return SimpleNamespace(
        tree=tree,
        city=make_user(Role.OFFICE, tree.city),
        township=make_user(Role.OFFICE, tree.township),
        secretary=make_user(Role.SECRETARY, tree.branch),
        other=make_user(Role.SECRETARY, tree.outside_branch),
        stranger=make_user(Role.SECRETARY, tree.other_branch),
    )


def pair(stage, actor=None, **fields):
    values = {
        "first": stage.tree.branch, "second": stage.tree.outside_branch, "kind": "town_country", "title": "城乡同心",
        "started_on": DAY, **fields,
    }  # fmt: skip
    return pair_organizations(actor=actor or stage.secretary, **values)


def test_one_side_proposes_and_the_other_confirms(stage):
    row = pair(stage)
    assert row.status == "proposed"
    with pytest.raises(Refused):
        decide_pairing(actor=stage.secretary, pairing=row, accept=True)
    assert decide_pairing(actor=stage.other, pairing=row, accept=True).status == "running"
    assert [each.verb for each in StateChange.objects.of(row)] == ["create", "accept"]


def test_an_office_above_both_arranges_it_at_once(stage):
    assert pair(stage, actor=stage.city).status == "running"


def test_declining_and_withdrawing_take_a_reason(stage):
    row = pair(stage)
    with pytest.raises(Invalid):
        decide_pairing(actor=stage.other, pairing=row, accept=False)
    assert decide_pairing(actor=stage.other, pairing=row, accept=False, reason="已有结对").status == "declined"
    again = pair(stage)
    assert withdraw_pairing(actor=stage.secretary, pairing=again, reason="改选").status == "withdrawn"


def test_two_are_paired_once_at_a_time(stage):
    pair(stage)
    with pytest.raises(OutOfTurn, match="已有结对"):
        pair(stage, actor=stage.city)


@pytest.mark.parametrize(
    "fields",
    [
        {"title": " "},
        {"title": "长" * 61},
        {"kind": "gold"},
        {"ended_on": DAY},
        {"started_on": dt.date(1990, 1, 1)},
        {"ended_on": dt.date(2090, 1, 1)},
    ],
)
def test_bad_input_pairs_nobody(stage, fields):
    with pytest.raises(Invalid):
        pair(stage, **fields)
    assert not Pairing.objects.exists()


def test_nobody_pairs_with_itself_or_its_superior(stage):
    for second in (stage.tree.branch, stage.tree.township):
        with pytest.raises(Invalid):
            pair(stage, second=second)


def test_a_stranger_neither_pairs_nor_sees(stage):
    with pytest.raises(Refused):
        pair(stage, actor=stage.stranger)
    row = pair(stage, actor=stage.city)
    assert not Pairing.objects.visible_to(stage.stranger).exists()
    assert list(Pairing.objects.visible_to(stage.other)) == [row]


def test_both_sides_record_and_each_counts_as_its_own_work(stage):
    row = pair(stage, actor=stage.city)
    first, second = row.sides.all()
    record_pairing(actor=stage.secretary, pairing=row, side=first, held_on=DAY, title="联合党课", headcount=30)
    record_pairing(actor=stage.other, pairing=row, side=second, held_on=DAY, title="送技术下乡")
    found = WorkRecord.objects.filter(pairing=row, kind="pairing", status="held")
    assert {each.organization_id for each in found} == {stage.tree.branch.pk, stage.tree.outside_branch.pk}
    assert found.get(organization=stage.tree.branch).partner == stage.tree.outside_branch.name
    (told,) = pairings_for(stage.city, {})
    assert (told.count, told.last_on) == (2, DAY)


def test_one_side_does_not_record_for_the_other(stage):
    row = pair(stage, actor=stage.city)
    with pytest.raises(Refused):
        record_pairing(actor=stage.secretary, pairing=row, side=row.sides.all()[1], held_on=DAY, title="冒名")


@pytest.mark.parametrize("day", [DAY - dt.timedelta(days=1), DAY + dt.timedelta(days=1)])
def test_a_record_lies_between_the_beginning_and_today(stage, day):
    row = pair(stage, actor=stage.city)
    with pytest.raises(Invalid):
        record_pairing(actor=stage.secretary, pairing=row, side=row.sides.all()[0], held_on=day, title="党课")


def test_actions_are_planned_and_done_once(stage):
    row = pair(stage, actor=stage.city, ended_on=dt.date(2027, 7, 1))
    action = plan_pairing_action(actor=stage.other, pairing=row, title="产业对接", due_on=dt.date(2026, 9, 1))
    for day in (DAY - dt.timedelta(days=1), dt.date(2027, 7, 2)):
        with pytest.raises(Invalid):
            plan_pairing_action(actor=stage.other, pairing=row, title="产业对接", due_on=day)
    finish_pairing_action(actor=stage.secretary, action=action, done_on=DAY)
    with pytest.raises(OutOfTurn):
        finish_pairing_action(actor=stage.secretary, action=action, done_on=DAY)
    assert PairingAction.objects.get().done_on == DAY


def test_what_ended_is_kept_and_takes_no_more(stage):
    row = pair(stage, actor=stage.city)
    assert end_pairing(actor=stage.other, pairing=row, reason="期满").ended_on == DAY
    with pytest.raises(OutOfTurn):
        record_pairing(actor=stage.secretary, pairing=row, side=row.sides.all()[0], held_on=DAY, title="党课")


def test_a_quarter_without_anything_is_told_to_both_sides_once_a_quarter(stage):
    row = pair(stage, actor=stage.city)
    later = clock.at(dt.date(2026, 10, 5), 8)
    told = list(quiet_pairs(later))
    assert {each.recipient_id for each in told} == {stage.secretary.pk, stage.other.pk}
    assert {each.threshold for each in told} == {"2026Q4"}
    with clock.moved_to(dt.date(2026, 9, 20)):
        record_pairing(
            actor=stage.other, pairing=row, side=row.sides.all()[1], held_on=dt.date(2026, 9, 20), title="互访"
        )
    assert list(quiet_pairs(later)) == []


def test_a_merge_takes_the_pairing_along(stage):
    row = pair(stage, actor=stage.city)
    here, there = stage.tree.branch, stage.tree.other_branch
    merge_organization(
        actor=stage.township,
        organization=here,
        into=there,
        on=DAY,
        reason="合并",
        foreseen=seal_of(merge_effects(here, there)),
    )
    assert {side.organization_id for side in row.sides.all()} == {there.pk, stage.tree.outside_branch.pk}
    assert row.sides.get(organization=there).organization_path == there.path


def test_the_pages_show_it_to_each_side(stage, client):
    row = pair(stage, actor=stage.city)
    sign_in(client, stage.secretary)
    page = client.get(reverse("organizations:pairing", args=[row.pk])).content.decode()
    assert "登记共建活动" in page
    client.post(
        reverse("organizations:add_pairing_record", args=[row.pk]),
        {"side": row.sides.all()[0].pk, "held_on": "2026-07-01", "title": "联合党课"},
    )
    assert "联合党课" in client.get(reverse("organizations:pairing", args=[row.pk])).content.decode()
    assert "城乡同心" in client.get(reverse("organizations:pairings_of", args=[stage.tree.branch.pk])).content.decode()


def test_each_side_opens_the_files_of_the_other_and_a_stranger_does_not(stage, client):
    row = pair(stage, actor=stage.city)
    side = row.sides.all()[1]
    picture = SimpleUploadedFile("互访.jpg", photo().getvalue())
    told = record_pairing(actor=stage.other, pairing=row, side=side, held_on=DAY, title="互访", uploads=[picture])
    use = FileUse.objects.of(told).get()
    address = reverse("core:file", args=[use.pk])
    sign_in(client, stage.secretary)
    assert address in client.get(reverse("organizations:pairing", args=[row.pk])).content.decode()
    assert b"".join(client.get(address).streaming_content).startswith(b"\xff\xd8")
    assert client.get(reverse("core:preview", args=[use.pk])).status_code == 200
    sign_in(client, stage.stranger)
    assert client.get(address).status_code == 404
    own = add_record(
        actor=stage.other, organization=stage.tree.outside_branch, kind="party_lecture", held_on=DAY, title="与结对无关",
        uploads=[SimpleUploadedFile("内部.jpg", photo("blue").getvalue())],
    )  # fmt: skip
    sign_in(client, stage.secretary)
    assert client.get(reverse("core:file", args=[FileUse.objects.of(own).get().pk])).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_of_the_database(stage, client, django_assert_num_queries, rows):
    for organization in [stage.tree.outside_branch, stage.tree.other_branch, stage.tree.outside_township][:rows]:
        pair(stage, actor=stage.city, second=organization)
    sign_in(client, stage.city)
    client.get(reverse("organizations:pairings"))
    with django_assert_num_queries(6):
        client.get(reverse("organizations:pairings"))


def test_the_other_side_is_found_by_code_or_told_that_it_is_not(stage, client):
    sign_in(client, stage.secretary)
    address = reverse("organizations:add_pairing", args=[stage.tree.branch.pk])
    values = {"kind": "neighbours", "title": "区域联建", "started_on": "2026-07-01"}
    wrong = client.post(address, {**values, "second": "没有这个党组织"})
    assert "没有找到" in wrong.content.decode()
    client.post(address, {**values, "second": stage.tree.outside_branch.code})
    assert Pairing.objects.get().status == "proposed"
