"""Pages of the history of the tree: what is shown, the two steps of an act, what is due."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.choices import Role
from apps.core import clock
from apps.organizations.models import JointMember, Organization, TreeChange
from apps.organizations.services import add_joint_member, rate_organization, rename_organization
from tests.factories import make_organization, make_tree, make_user, sign_in
from tests.shared import shared

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 1)


@shared
def tree():
    return make_tree()


def at(name, *args):
    return reverse(f"organizations:{name}", args=args)


def test_the_page_tells_names_stars_and_members_at_a_fixed_cost(client, tree):
    joint = make_organization(tree.township, kind="community_committee")
    sign_in(client, make_user(Role.OFFICE, tree.city))

    def cost():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(at("history", joint.pk)).status_code == 200
        return len(captured)

    def fill(number):
        rename_organization(actor=None, organization=joint, name=f"第{number}名", short_name=f"{number}名", on=DAY)
        rate_organization(actor=None, organization=joint, stars=number, on=DAY, document_number=f"组〔2026〕{number}号")
        add_joint_member(actor=None, organization=joint, role="member", name=f"单位{number}", started_on=DAY)

    fill(1)
    cost()
    one = cost()
    for number in (2, 3, 4):
        fill(number)
    assert cost() == one <= 12
    words = client.get(at("history", joint.pk)).content.decode()
    for told in ("第3名 → 第4名", "组〔2026〕2号", "单位4", "新建下级党组织"):
        assert told in words
    sign_in(client, make_user(Role.SECRETARY, tree.branch))
    assert "新建下级党组织" not in client.get(at("history", tree.branch.pk)).content.decode()


def test_a_move_is_asked_for_twice_and_shows_what_it_touches(client, tree):
    make_user(Role.SECRETARY, tree.branch)
    sign_in(client, make_user(Role.OFFICE, tree.city))
    form = {"parent": tree.outside_township.code, "on": "2026-03-01", "document_number": "甲委〔2026〕5号"}
    asked = client.post(at("move", tree.branch.pk), form)
    assert {each.label: each.count for each in asked.context["effects"]} == {"人员角色": 1}
    assert "甲委〔2026〕5号" in asked.content.decode()
    assert not TreeChange.objects.exists()
    assert client.post(at("move", tree.branch.pk), form | {"confirmed": "1"}).status_code == 302
    assert Organization.objects.get(pk=tree.branch.pk).path.startswith(tree.outside_township.path)
    again = client.post(at("move", tree.branch.pk), form | {"confirmed": "1"})
    assert again.status_code == 400
    assert "现在就隶属于" in again.content.decode()
    unknown = client.post(at("move", tree.branch.pk), form | {"parent": "没有"})
    assert "没有找到这个党组织" in unknown.content.decode()


@pytest.mark.parametrize(
    ("act", "values", "words"),
    [
        ("found", {"code": "N1", "name": "中共新村支部", "short_name": "新村", "kind": "branch",
                   "level": "grassroots", "sector": "rural"}, "新建"),
        ("rename", {"name": "中共新丁村支部", "short_name": "新丁村", "kind": "branch", "version": "1"}, "更名"),
        ("split", {"code": "N1", "name": "中共新村支部", "short_name": "新村", "kind": "branch",
                   "level": "grassroots", "sector": "rural"}, "拆分"),
        ("close", {"reason": "搬迁"}, "撤销"),
        ("rate", {"stars": "4"}, "评星"),
    ],
)  # fmt: skip
def test_each_act_has_its_page(client, tree, act, values, words):
    sign_in(client, make_user(Role.OFFICE, tree.township))
    address = at(act, tree.branch.pk)
    assert client.get(address).status_code == 200
    assert client.post(address, {"on": ""}).context["form"].errors
    form = values | {"on": "2026-03-01"}
    assert "尚未办理" in client.post(address, form).content.decode()
    assert client.post(address, form | {"confirmed": "1"}).status_code == 302
    assert words in client.get(at("history", tree.branch.pk)).content.decode()


def test_a_branch_office_does_not_change_what_hangs_above_it(client, tree):
    sign_in(client, make_user(Role.OFFICE, tree.township))
    assert client.get(at("close", tree.township.pk)).status_code == 403
    assert client.get(at("move", tree.branch.pk)).status_code == 200
    assert client.get(at("move", tree.outside_branch.pk)).status_code == 404


def test_members_join_and_leave_in_the_browser(client, tree):
    joint = make_organization(tree.township, kind="chain_alliance")
    sign_in(client, make_user(Role.OFFICE, tree.township))
    empty = client.post(at("add_member", joint.pk), {"role": "member", "people": "1", "started_on": "2026-03-01"})
    assert "请填写成员党组织" in empty.content.decode()
    form = {"member": tree.branch.code, "role": "head", "people": "2", "started_on": "2026-03-01"}
    assert client.post(at("add_member", joint.pk), form).status_code == 302
    row = JointMember.objects.get()
    assert (row.member, row.people) == (tree.branch, 2)
    assert "参加的联合党组织" in client.get(at("history", tree.branch.pk)).content.decode()
    client.post(at("end_member", row.pk))
    row.refresh_from_db()
    assert row.ended_on == clock.today()


def test_what_is_due_is_listed_for_the_office(client, tree):
    today = clock.today()
    Organization.objects.filter(pk=tree.branch.pk).update(next_election_on=today - dt.timedelta(days=3))
    Organization.objects.filter(pk=tree.other_branch.pk).update(
        next_election_on=today + dt.timedelta(days=300), ends_on=today + dt.timedelta(days=20), is_weak=True,
        weak_target_stars=3, weak_due_on=today + dt.timedelta(days=60),
    )  # fmt: skip
    Organization.objects.filter(pk=tree.outside_branch.pk).update(next_election_on=today)
    sign_in(client, make_user(Role.OFFICE, tree.district))
    page = client.get(at("due"))
    assert list(page.context["elections"]) == [tree.branch]
    assert page.context["ending"] == [(tree.other_branch, tree.township.short_name)]
    assert list(page.context["weak"]) == [tree.other_branch]
    assert "3星以上" in page.content.decode()
