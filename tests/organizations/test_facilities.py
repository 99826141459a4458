"""Facilities, posts and the people around an organization."""

import datetime as dt
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from apps.accounts.choices import Role
from apps.core import clock
from apps.core.exceptions import Invalid, OutOfTurn, Refused, StaleVersion
from apps.organizations.facility_choices import PostKind
from apps.organizations.models import Facility, PersonAround, PostCount
from apps.organizations.queries import facility_facts
from apps.organizations.services import (
    add_person_around,
    close_facility,
    end_person_around,
    save_facility,
    set_posts,
)
from tests.factories import make_tree, make_user, sign_in
from tests.shared import shared

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 1)


@shared
def tree():
    return make_tree()


def at(name, *args):
    return reverse(f"organizations:{name}", args=args)


def place(tree, name="党群服务中心", **values):
    values = {"kind": "service_centre", "name": name} | values
    return save_facility(actor=None, organization=tree.branch, **values)


def test_usable_area_lies_within_building_area(tree):
    room = place(tree, building_area=Decimal(300), usable_area=Decimal(300), rooms={"meeting": 2})
    with pytest.raises(Invalid, match="不能大于建筑面积"):
        place(tree, "另一处", building_area=Decimal(300), usable_area=Decimal(301))
    with pytest.raises(IntegrityError), transaction.atomic():
        Facility.objects.filter(pk=room.pk).update(usable_area=301)
    with pytest.raises(IntegrityError), transaction.atomic():
        Facility.objects.filter(pk=room.pk).update(usable_area=-1)
    with pytest.raises(Invalid, match="同名"):
        place(tree)
    with pytest.raises(Invalid, match="启用日期"):
        place(tree, "第三处", opened_on=dt.date(2999, 1, 1))


def test_a_place_is_changed_by_one_at_a_time_and_closed_with_a_reason(tree):
    room = place(tree, rooms={"meeting": 2, "office": 1})
    change = {"organization": tree.branch, "facility": room}
    changed = save_facility(actor=None, **change, version=1, usable_area=Decimal(80), rooms={"meeting": 3, "office": 0})
    assert {each.kind: each.count for each in changed.rooms.all()} == {"meeting": 3}
    with pytest.raises(StaleVersion):
        save_facility(actor=None, **change, version=1, usable_area=Decimal(90))
    with pytest.raises(Invalid):
        close_facility(actor=None, facility=room, reason=" ")
    close_facility(actor=None, facility=room, reason="拆除")
    with pytest.raises(OutOfTurn):
        save_facility(actor=None, **change, usable_area=Decimal(90))
    assert not Facility.objects.in_use().exists()


def test_other_offices_and_branches_are_refused(tree):
    for role, where in ((Role.OFFICE, tree.outside_district), (Role.SECRETARY, tree.other_branch)):
        user = make_user(role, where)
        for act in (
            lambda user: save_facility(actor=user, organization=tree.branch, kind="studio", name="室"),
            lambda user: set_posts(actor=user, organization=tree.branch, counts={"window": 1}),
            lambda user: add_person_around(
                actor=user, organization=tree.branch, role="instructor", name="某", started_on=DAY
            ),
        ):
            with pytest.raises(Refused):
                act(user)
    assert not Facility.objects.exists()


def test_places_and_posts_tell_metrics(tree, django_assert_num_queries):
    place(tree, building_area=Decimal(900), usable_area=Decimal(600), rooms={"service_hall": 1})
    place(tree, "活动室", kind="activity_room", usable_area=Decimal(45))
    closed = place(tree, "旧楼", building_area=Decimal(2000), usable_area=Decimal(1500))
    close_facility(actor=None, facility=closed, reason="拆除")
    set_posts(actor=None, organization=tree.branch, counts={"demonstration": 3, "window": 0, "household": 7})
    with django_assert_num_queries(1):
        found = facility_facts([tree.branch.pk, tree.other_branch.pk])
    assert found == {
        tree.branch.pk: {
            "venue_area": 900, "venue_usable_area": 600, "activity_room_area": 45, "service_centre": 1,
            "service_hall": 1, "demonstration_posts": 3, "service_windows": 0, "demonstration_households": 7,
        }
    }  # fmt: skip


def test_every_kind_of_post_is_a_metric(tree):
    counts = {kind: number for number, kind in enumerate(PostKind.values, 1)}
    set_posts(actor=None, organization=tree.branch, counts=counts)
    assert facility_facts([tree.branch.pk])[tree.branch.pk] == {
        "demonstration_posts": 1, "responsibility_areas": 2, "service_windows": 3, "commando_teams": 4,
        "demonstration_compounds": 5, "demonstration_households": 6, "volunteer_teams": 7,
    }  # fmt: skip


def test_posts_are_numbers_and_what_is_not_told_is_no_zero(tree):
    set_posts(actor=None, organization=tree.branch, counts={"window": 2, "task_force": 0})
    set_posts(actor=None, organization=tree.branch, counts={"window": None})
    assert [(post.kind, post.count) for post in PostCount.objects.all()] == [("task_force", 0)]
    for counts in ({"window": -1}, {"window": 10_001}, {"boss": 1}):
        with pytest.raises(Invalid):
            set_posts(actor=None, organization=tree.branch, counts=counts)


def test_people_around_are_a_name_a_post_and_a_period(tree):
    row = add_person_around(actor=None, organization=tree.branch, role="first_secretary", name="演示用户甲",
                            post="区委办科长", started_on=DAY)  # fmt: skip
    for values, words in (
        ({"name": "450302199001011234"}, "不填证件号码"),
        ({"name": " "}, "姓名"),
        ({"role": "boss"}, "身份"),
        ({"ended_on": dt.date(2026, 2, 1)}, "结束日期"),
    ):
        with pytest.raises(Invalid, match=words):
            add_person_around(
                actor=None,
                organization=tree.branch,
                **({"role": "instructor", "name": "某", "started_on": DAY} | values),
            )
    assert end_person_around(actor=None, row=row).ended_on == clock.today()
    with pytest.raises(OutOfTurn):
        end_person_around(actor=None, row=row)


def test_the_page_adds_up_and_costs_the_same_for_many(client, tree):
    sign_in(client, make_user(Role.OFFICE, tree.city))

    def cost():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(at("facilities", tree.city.pk)).status_code == 200
        return len(captured)

    place(tree, building_area=Decimal(900), usable_area=Decimal(600), rooms={"meeting": 1})
    cost()
    one = cost()
    for number in range(3):
        place(tree, f"室{number}", building_area=Decimal(100), usable_area=Decimal(50), rooms={"meeting": 1})
    assert cost() == one <= 12
    figures = {each["label"]: each["value"] for each in client.get(at("facilities", tree.city.pk)).context["figures"]}
    assert figures == {"在用阵地": 4, "建筑面积合计": 1200, "使用面积合计": 750, "最大一处使用面积": 600}


def test_everything_is_entered_in_the_browser_by_the_secretary(client, tree):
    sign_in(client, make_user(Role.SECRETARY, tree.branch))
    form = {"name": "党群服务中心", "kind": "service_centre", "building_area": "300", "usable_area": "400",
            "room_meeting": "2"}  # fmt: skip
    bad = client.post(at("add_facility", tree.branch.pk), form)
    assert "使用面积不能大于建筑面积" in bad.content.decode()
    assert not Facility.objects.exists()
    client.post(at("add_facility", tree.branch.pk), form | {"usable_area": "260"})
    facility = Facility.objects.get()
    assert facility.rooms.get().count == 2
    assert 'value="2"' in client.get(at("edit_facility", facility.pk)).content.decode()
    edit = form | {"usable_area": "250", "version": "1"}
    assert client.post(at("edit_facility", facility.pk), edit).status_code == 302
    assert client.post(at("edit_facility", facility.pk), edit).status_code == 409
    client.post(at("posts", tree.branch.pk), {"demonstration": "4", "window": ""})
    around = {"role": "instructor", "name": "演示用户乙", "people": "1", "started_on": "2026-03-01"}
    client.post(at("add_person_around", tree.branch.pk), around)
    page = client.get(at("facilities", tree.branch.pk)).content.decode()
    for words in ("250 ㎡", "会议室 2 间", "演示用户乙", "党员示范（先锋）岗"):
        assert words in page
    client.post(at("end_person_around", PersonAround.objects.get().pk))
    client.post(at("close_facility", facility.pk), {"reason": "搬迁"})
    assert "还没有登记阵地" in client.get(at("facilities", tree.branch.pk)).content.decode()


def test_places_are_found_sorted_exported_and_printed_alike(client, tree):
    for name, kind, usable in (
        ("活动室", "activity_room", 60),
        ("服务中心", "service_centre", 300),
        ("驿站", "activity_room", 90),
    ):
        save_facility(actor=None, organization=tree.branch, kind=kind, name=name, usable_area=usable)
    sign_in(client, make_user(Role.OFFICE, tree.township))
    address = reverse("organizations:facilities", args=[tree.township.pk])

    def names(**query):
        return [each.name for each in client.get(address, query).context["page"]]

    assert names(order="usable") == ["服务中心", "驿站", "活动室"]
    assert names(kind="activity_room", order="usable") == ["驿站", "活动室"]
    assert names(q="服务") == ["服务中心"]
    assert len(names(kind="?", order="?", level="x")) == 3
    narrowed = client.get(address, {"kind": "activity_room", "order": "usable"}).context
    assert narrowed["figures"][0]["value"] == 2
    book = CalamineWorkbook.from_filelike(BytesIO(client.get(narrowed["export_url"]).getvalue()))
    assert [row[1] for row in book.get_sheet_by_index(0).to_python()[1:]] == ["驿站", "活动室"]
    assert [each.name for each in client.get(narrowed["print_url"]).context["places"]] == ["驿站", "活动室"]
    assert "没有符合条件的阵地" in client.get(address, {"q": "没有"}).content.decode()
