"""A tree, the offices that run campaigns in it, and a programme of three years."""

import pytest

from apps.accounts.choices import Role
from apps.campaigns.services import create_programme
from tests.factories import make_tree, make_user
from tests.shared import shared


@shared
def tree():
    return make_tree()


@pytest.fixture
def office(tree):
    return make_user(Role.OFFICE, tree.city)


@pytest.fixture
def township(tree):
    return make_user(Role.OFFICE, tree.township)


@pytest.fixture
def programme(tree, office):
    return create_programme(
        actor=office, organization=tree.city, name="三年行动计划", starts_in=2025, ends_in=2027, goal="五规范"
    )
