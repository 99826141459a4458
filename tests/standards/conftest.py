"""A district's office with a draft of its own, before its pages."""

import pytest
from django.test import Client

from apps.accounts.choices import Role
from apps.organizations.models import Metric
from apps.standards.services import (
    add_node,
    create_standard,
)
from tests.factories import make_tree, make_user, sign_in
from tests.shared import shared


@shared
def tree():
    Metric.objects.create(code="venue_area", name="使用面积", unit="㎡", period_kind="snapshot")
    return make_tree()


@pytest.fixture
def author(tree):
    return make_user(Role.OFFICE, tree.district)


@pytest.fixture
def page(author):
    return sign_in(Client(), author)


@pytest.fixture
def draft(tree, author):
    version = create_standard(actor=author, organization=tree.district, name="星级标准", kind="scored", source="方案")
    section = add_node(actor=author, version=version, revision=1, title="阵地", leaf=False)
    add_node(actor=author, version=version, revision=2, title="场所", leaf=True, parent=section)
    version.refresh_from_db()
    return version
