"""Editing one organization."""

import pytest

from apps.accounts.choices import Role
from apps.core.exceptions import Invalid, Refused, StaleVersion
from apps.core.models import StateChange
from apps.organizations.models import Organization
from apps.organizations.services import edit_organization
from tests.factories import make_tree, make_user
from tests.shared import shared

pytestmark = pytest.mark.django_db


@shared
def tree():
    return make_tree()


def test_the_office_edits_and_the_history_tells_what(tree):
    office = make_user(Role.OFFICE, tree.township)
    edited = edit_organization(
        actor=office, organization=tree.branch, version=1, short_name="新村党支部", stars=3, kind="general_branch"
    )
    stored = Organization.objects.get(pk=tree.branch.pk)
    assert (stored.short_name, stored.stars, stored.version, edited.version) == ("新村党支部", 3, 2, 2)
    assert stored.initials == "xcdzb"
    reason = StateChange.objects.of(tree.branch).get().reason
    assert reason == "简称：丁村党支部 → 新村党支部；星级：0 → 3；组织类别：党支部 → 党总支"


def test_nothing_changed_is_no_act(tree):
    office = make_user(Role.OFFICE, tree.township)
    edit_organization(actor=office, organization=tree.branch, name=tree.branch.name)
    assert not StateChange.objects.of(tree.branch).exists()


def test_the_secretary_edits_contact_and_address_only(tree):
    secretary = make_user(Role.SECRETARY, tree.branch)
    edit_organization(actor=secretary, organization=tree.branch, address="示例路2号", contact_name="演示用户甲")
    with pytest.raises(Refused, match="上级党建办修改"):
        edit_organization(actor=secretary, organization=tree.branch, stars=5)
    with pytest.raises(Refused, match="只有本单位"):
        edit_organization(actor=secretary, organization=tree.other_branch, address="示例路2号")


def test_an_office_outside_and_the_administrator_are_refused(tree):
    for user in (make_user(Role.OFFICE, tree.outside_district), make_user(Role.ADMINISTRATOR, tree.city)):
        with pytest.raises(Refused):
            edit_organization(actor=user, organization=tree.branch, address="示例路2号")


def test_a_stale_version_is_told(tree):
    office = make_user(Role.OFFICE, tree.township)
    edit_organization(actor=office, organization=tree.branch, version=1, stars=1)
    with pytest.raises(StaleVersion, match="刚刚修改"):
        edit_organization(actor=office, organization=tree.branch, version=1, stars=2)
    assert Organization.objects.get(pk=tree.branch.pk).stars == 1


@pytest.mark.parametrize("fields", [{"stars": 6}, {"name": ""}, {"kind": "club"}])
def test_values_that_do_not_fit_are_refused(tree, fields):
    with pytest.raises(Invalid):
        edit_organization(actor=None, organization=tree.branch, **fields)
    assert Organization.objects.get(pk=tree.branch.pk).version == 1
