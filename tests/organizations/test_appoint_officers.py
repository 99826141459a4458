"""The first officers of a new portal."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from apps.accounts.choices import Role
from apps.accounts.models import User
from apps.organizations.models import Membership
from tests.factories import make_tree, make_user

pytestmark = pytest.mark.django_db


def run():
    out = StringIO()
    call_command("appoint_officers", stdout=out)
    return out.getvalue()


def test_three_officers_are_appointed_once():
    tree = make_tree()
    make_user(Role.AUDITOR, tree.city)
    told = run()
    assert "安全审计员：已有人担任" in told
    assert set(User.objects.filter(username__in=["administrator", "security"]).values_list("name", flat=True)) == {
        "系统管理员",
        "安全保密管理员",
    }
    assert Membership.objects.filter(organization=tree.city).count() == 3
    assert run().count("已有人担任") == 3


def test_a_taken_login_name_or_an_empty_tree_is_told():
    with pytest.raises(CommandError, match="还没有党组织"):
        run()
    make_tree()
    make_user(None, username="security")
    with pytest.raises(CommandError, match="已被使用"):
        run()
    assert not Membership.objects.exists()
