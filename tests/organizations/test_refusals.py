"""What nobody can have meant is told at the field where it was typed, and nothing that was typed is lost."""

import pytest
from django.urls import reverse

from apps.accounts.choices import Role
from apps.core import clock
from apps.core.exceptions import Invalid
from apps.organizations.models import Event, EventKind, Facility, JointMember, PersonAround, Unit, WorkRecord
from apps.organizations.services import add_unit, plan_record, save_facility
from tests.factories import make_organization, make_tree, make_user, sign_in

pytestmark = pytest.mark.django_db

UNIT = {"name": "甲公司", "kind": "private_enterprise"}
PLACE = {"name": "活动室", "kind": "activity_room"}
PERSON = {"role": "first_secretary", "name": "第一书记", "people": "1", "started_on": "2026-01-01"}
PLAN = {"kind": "party_lecture", "title": "党课", "held_on": "2026-12-01"}
RECORD = {"kind": "party_lecture", "title": "党课", "held_on": "2026-06-01"}
SEAT = {"name": "供电所", "role": "member", "people": "1", "started_on": "2026-01-01"}

CASES = [
    ("add_unit", UNIT, {"employees": "99999999999999"}, "employees", "请检查"),
    ("add_unit", UNIT, {"instructors": "3000"}, "instructors", "不能大于 100"),
    ("add_unit", UNIT, {"verified_on": "2199-01-01"}, "verified_on", "不能晚于今天"),
    ("add_unit", UNIT, {"verified_on": "1900-01-01"}, "verified_on", "请检查年份"),
    ("add_unit", UNIT, {"instructor_since": "1066-01-01"}, "instructor_since", "请检查年份"),
    ("add_unit", UNIT, {"credit_code": "123"}, "credit_code", "18位"),
    ("add_unit", UNIT, {"name": "乙公司"}, "name", "同名单位"),
    ("add_facility", PLACE, {"building_area": "-1"}, "building_area", "不能小于 0"),
    ("add_facility", PLACE, {"opened_on": "2199-01-01"}, "opened_on", "不能晚于今天"),
    ("add_facility", PLACE, {"opened_on": "1800-01-01"}, "opened_on", "请检查年份"),
    ("add_facility", PLACE, {"name": "书屋"}, "name", "同名阵地"),
    ("add_person_around", PERSON, {"name": "450305199001011234"}, "name", "证件号码"),
    ("add_person_around", PERSON, {"post": "电话 07735551234"}, "post", "证件号码"),
    ("add_person_around", PERSON, {"started_on": "1066-01-01"}, "started_on", "请检查年份"),
    ("add_person_around", PERSON, {"ended_on": "2025-01-01"}, "ended_on", "不能早于开始日期"),
    ("add_plan", PLAN, {"held_on": "2199-01-01"}, "held_on", "明年年底"),
    ("add_plan", PLAN, {"held_on": "1900-01-01"}, "held_on", "请检查年份"),
    ("add_record", RECORD, {"held_on": "1900-01-01"}, "held_on", "请检查年份"),
    ("add_member", SEAT, {"started_on": "1066-01-01"}, "started_on", "请检查年份"),
    ("add_member", SEAT, {"ended_on": "2025-12-01"}, "ended_on", "不能早于开始日期"),
]


@pytest.mark.parametrize(("page", "right", "wrong", "field", "words"), CASES)
def test_it_is_told_at_its_field(client, page, right, wrong, field, words):
    tree = make_tree()
    here = make_organization(tree.township, kind="joint_branch") if page == "add_member" else tree.branch
    add_unit(actor=None, organization=here, kind="private_enterprise", name="乙公司")
    save_facility(actor=None, organization=here, kind="activity_room", name="书屋")
    sign_in(client, make_user(Role.SECRETARY, here))
    answer = client.post(reverse(f"organizations:{page}", args=[here.pk]), right | wrong)
    assert words in "".join(answer.context["form"].errors[field])
    told = answer.content.decode()
    assert f'id="id_{field}_error"' in told
    assert all(f'value="{value}"' in told or f">{value}<" in told for value in wrong.values())
    assert (Unit.objects.count(), Facility.objects.count()) == (1, 1)
    assert not PersonAround.objects.exists() and not WorkRecord.objects.exists() and not JointMember.objects.exists()


@pytest.mark.parametrize(("field", "value"), [("longitude", "500"), ("latitude", "-3")])
def test_a_position_lies_in_this_country(client, field, value):
    tree = make_tree()
    sign_in(client, make_user(Role.SECRETARY, tree.branch))
    address = reverse("organizations:edit", args=[tree.branch.pk])
    form = client.get(address).context["form"].initial
    sent = {
        name: form.get(name) or "" for name in ("address", "longitude", "latitude", "contact_name", "contact_phone")
    }
    answer = client.post(address, sent | {"version": tree.branch.version, field: value})
    assert "请检查" in answer.context["form"].errors[field][0]


def test_the_day_of_an_act_that_cannot_be_meant_is_told_at_its_field(client):
    tree = make_tree()
    sign_in(client, make_user(Role.OFFICE, tree.city))
    address = reverse("organizations:rename", args=[tree.branch.pk])
    form = {"name": "新名", "short_name": "新名", "kind": "branch", "version": tree.branch.version, "on": "1900-01-01"}
    answer = client.post(address, form)
    assert "请检查年份" in answer.context["form"].errors["on"][0]
    itself = client.post(
        reverse("organizations:move", args=[tree.branch.pk]),
        {"parent": tree.branch.code, "on": "2026-01-01", "confirmed": "1"},
    )
    assert "不能隶属于本身" in itself.context["form"].errors["parent"][0]


def test_an_award_of_another_age_is_told_at_its_field(client):
    tree = make_tree()
    kind = EventKind.objects.create(code="prize", name="表彰")
    sign_in(client, make_user(Role.SECRETARY, tree.branch))
    address = f"{reverse('organizations:add_event', args=[tree.branch.pk])}?kind={kind.code}"
    answer = client.post(address, {"title": "先进", "happened_on": "1900-01-01", "count": "1"})
    assert "请检查年份" in answer.context["form"].errors["happened_on"][0]
    assert not Event.objects.exists()


def test_plans_end_with_the_next_year():
    tree = make_tree()
    last = clock.today().replace(year=clock.today().year + 1, month=12, day=31)
    plan_record(actor=None, organization=tree.branch, kind="party_lecture", held_on=last, title="党课")
    with pytest.raises(Invalid, match="明年年底"):
        plan_record(
            actor=None,
            organization=tree.branch,
            kind="party_lecture",
            held_on=last.replace(year=last.year + 1),
            title="党课",
        )
