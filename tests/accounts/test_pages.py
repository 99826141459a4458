"""Pages of the administrator, of the security officer, and everybody's own."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.choices import Role
from apps.accounts.models import User
from apps.organizations.models import Membership
from tests.factories import PASSWORD, make_tree, make_user, sign_in
from tests.shared import shared

pytestmark = pytest.mark.django_db


@shared
def tree():
    return make_tree()


def at(name, *args):
    return reverse(f"accounts:{name}", args=args)


@pytest.fixture
def administrator(client, tree):
    user = make_user(Role.ADMINISTRATOR, tree.city)
    sign_in(client, user)
    return user


@pytest.fixture
def officer(client, tree):
    user = make_user(Role.SECURITY_OFFICER, tree.city)
    sign_in(client, user)
    return user


def cost(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_accounts_are_closed_to_others(client, tree, role):
    person = make_user(None)
    sign_in(client, make_user(role, tree.city))
    assert client.get(at("list")).status_code == 403
    assert client.get(at("create")).status_code == 403
    assert client.post(at("create"), {"username": "x", "name": "x"}).status_code == 403
    assert client.get(at("edit", person.pk)).status_code == 403
    assert client.post(at("disable", person.pk), {"reason": "x"}).status_code == 403
    assert client.post(at("reset_password", person.pk)).status_code == 403
    assert User.objects.get(pk=person.pk).is_active


@pytest.mark.parametrize("role", [role for role in Role if role != Role.SECURITY_OFFICER])
def test_roles_are_closed_to_others(client, tree, role):
    membership = make_user(Role.OFFICE, tree.district).memberships.get()
    sign_in(client, make_user(role, tree.city))
    for name, args in (("roles", ()), ("grant_role", ()), ("role_organizations", ()), ("end_role", (membership.pk,))):
        assert client.get(at(name, *args)).status_code == 403
    assert client.post(at("end_role", membership.pk), {"reason": "x"}).status_code == 403
    assert Membership.objects.get(pk=membership.pk).ended_on is None


def test_create_shows_the_generated_password_once(client, administrator):
    values = {"username": "new.person", "name": "演示用户新", "phone": "0773-0000001"}
    response = client.post(at("create"), values)
    user = User.objects.get(username="new.person")
    password = response.context["password"]
    assert user.check_password(password)
    assert password in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert password not in client.get(at("edit", user.pk)).content.decode()


def test_create_takes_a_typed_password_and_refuses_a_weak_one(client, administrator):
    values = {"username": "new.person", "name": "演示用户新", "password": "1234567890"}
    response = client.post(at("create"), values)
    assert response.context["form"].errors["password"]
    assert not User.objects.filter(username="new.person").exists()
    client.post(at("create"), values | {"password": "Gui-lin-2026-abc"})
    assert User.objects.get(username="new.person").check_password("Gui-lin-2026-abc")
    taken = client.post(at("create"), values | {"username": "NEW.person"})
    assert "已被使用" in taken.content.decode()


def test_list_filters_and_costs_the_same_for_many_rows(client, administrator):
    make_user(None, username="anna")
    one = cost(client, at("list"))
    for name in ("ben", "carl", "dora"):
        make_user(None, username=name)
    assert cost(client, at("list")) == one <= 12
    assert [user.username for user in client.get(at("list"), {"q": "ANN"}).context["page"]] == ["anna"]
    assert not client.get(at("list"), {"state": "disabled"}).context["page"].object_list


def test_edit_disable_enable_and_reset(client, administrator):
    user = make_user(None)
    client.post(at("edit", user.pk), {"name": "演示用户改", "phone": "123", "email": ""})
    assert User.objects.get(pk=user.pk).name == "演示用户改"
    assert client.post(at("edit", user.pk), {"name": "", "phone": "abc"}).context["form"].errors.keys() == {
        "name",
        "phone",
    }
    other = Client()
    sign_in(other, user)
    assert other.get(at("me")).status_code == 200
    assert client.post(at("disable", user.pk), {"reason": ""}).status_code == 400
    client.post(at("disable", user.pk), {"reason": "离职"})
    assert not User.objects.get(pk=user.pk).is_active
    assert other.get(at("me")).status_code == 302
    client.post(at("enable", user.pk), {"reason": "返岗"})
    password = client.post(at("reset_password", user.pk)).context["password"]
    assert User.objects.get(pk=user.pk).check_password(password)
    assert client.post(at("edit", 999_999), {}).status_code == 404


def test_the_own_account_cannot_be_disabled(client, administrator):
    assert client.post(at("disable", administrator.pk), {"reason": "x"}).status_code == 403
    assert client.post(at("reset_password", administrator.pk)).status_code == 403
    assert "不能停用" in client.get(at("edit", administrator.pk)).content.decode()


def test_roles_are_listed_filtered_and_cost_the_same(client, officer, tree):
    make_user(Role.OFFICE, tree.district, "anna")
    one = cost(client, at("roles"))
    for name in ("ben", "carl", "dora"):
        make_user(Role.SECRETARY, tree.branch, name)
    make_user(None, username="emil")
    assert cost(client, at("roles")) == one <= 12

    def found(**query):
        return [user.username for user in client.get(at("roles"), query).context["page"]]

    assert found(q="ann") == ["anna"]
    assert found(q="丁村") == ["ben", "carl", "dora"]
    assert found(role="office") == ["anna"]
    assert found(role="none") == ["emil"]


def test_a_role_is_granted_after_finding_the_organization(client, officer, tree):
    person = make_user(None)
    found = client.post(
        at("grant_role"), {"search": "1", "find": "dcdzb", "person": person.pk, "role": "secretary", "reason": "文件"}
    )
    assert found.context["organizations"] == [tree.branch]
    assert "文件" in found.content.decode()
    fragment = client.get(at("role_organizations"), {"find": "丁村"}).content.decode()
    assert tree.branch.name in fragment
    values = {
        "person": person.pk,
        "role": "secretary",
        "organization": tree.branch.pk,
        "started_on": "2026-01-01",
        "reason": "任职文件",
    }
    assert client.post(at("grant_role"), values).url == at("roles")
    assert person.memberships.get().granted_by == officer


def test_a_conflict_is_explained_and_nothing_is_granted(client, officer, tree):
    person = make_user(Role.OFFICE, tree.district)
    values = {
        "person": person.pk,
        "role": "auditor",
        "organization": tree.city.pk,
        "started_on": "2026-01-01",
        "reason": "任职文件",
    }
    page = client.post(at("grant_role"), values).content.decode()
    assert "三员分立" in page
    assert person.memberships.count() == 1
    bad = client.post(at("grant_role"), {"person": officer.pk, "role": "king"})
    assert set(bad.context["form"].errors) == {"person", "role", "organization", "started_on", "reason"}


def test_a_role_is_ended_with_a_reason(client, officer, tree):
    person = make_user(Role.SECRETARY, tree.branch)
    membership = person.memberships.get()
    other = Client()
    sign_in(other, person)
    assert client.get(at("end_role", membership.pk)).status_code == 200
    assert client.post(at("end_role", membership.pk), {"reason": ""}).context["form"].errors
    assert client.post(at("end_role", membership.pk), {"reason": "届满"}).url == at("roles")
    assert Membership.objects.get(pk=membership.pk).ended_on is not None
    assert other.get(at("me")).status_code == 302
    assert client.get(at("end_role", membership.pk)).status_code == 404
    assert client.get(at("end_role", officer.memberships.get().pk)).status_code == 403


def test_me_shows_name_and_roles(client, tree):
    user = make_user(Role.SECRETARY, tree.branch)
    client.login(username=user.username, password=PASSWORD)
    page = client.get(at("me")).content.decode()
    assert tree.branch.name in page
    assert "党支部书记" in page
    assert reverse("account_change_password") in page
    client.logout()
    assert client.get(at("me")).status_code == 302
