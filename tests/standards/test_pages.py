"""Standards as pages: read by everybody with a business role, never by the three separated ones."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.choices import BUSINESS_ROLES, SEPARATED_ROLES, Role
from apps.standards.models import StandardVersion
from apps.standards.services import load_standard
from tests.campaigns.factories import make_version, small_standard, status_of
from tests.factories import make_tree, make_user, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def page():
    return sign_in(Client(), make_user(Role.SECRETARY, make_tree().branch))


@pytest.mark.parametrize("role", [*BUSINESS_ROLES, *SEPARATED_ROLES])
@pytest.mark.parametrize("name", ["list", "detail", "export"])
def test_standards_are_for_business_roles(role, name):
    version = make_version()
    person = sign_in(Client(), make_user(role, make_tree().city))
    target = reverse(f"standards:{name}", args=[] if name == "list" else [version.pk])
    assert status_of(person.get(target)) == (200 if role in BUSINESS_ROLES else 403)


def test_the_tree_says_clause_measure_points_sector_evidence_and_exclusions(page):
    content = page.get(reverse("standards:detail", args=[make_version().pk])).content.decode()
    for words in (
        "一（一）",
        "使用面积 ≥ 100 ㎡",
        "40 分",
        "乡镇农村",
        "须附，至少 1 份",
        "市与城区财政分担",
        "不是党组织的要求",
    ):
        assert words in content


def test_the_tree_is_filtered_by_sector(page):
    target = reverse("standards:detail", args=[make_version().pk])
    assert "村务公开" in page.get(target, {"sector": "rural"}).content.decode()
    assert "村务公开" not in page.get(target, {"sector": "urban"}).content.decode()
    assert "村务公开" in page.get(target, {"sector": "nonsense"}).content.decode()


def test_the_list_searches_and_needs_the_same_queries_for_many(page):
    target = reverse("standards:list")
    make_version()
    page.get(target)
    counts = []
    for number in (2, 4):
        with CaptureQueriesContext(connection) as context:
            page.get(target)
        counts.append(len(context))
        make_version(number)
        make_version(number + 1)
    assert counts[0] == counts[1]
    load_standard(small_standard(code="other", name="另一标准"))
    assert "小标准" not in page.get(target, {"q": "另一"}).content.decode()


def test_the_tree_needs_the_same_queries_for_any_size(page):
    call_command("load_standards", verbosity=0)
    counts = set()
    for version in StandardVersion.objects.all():
        target = reverse("standards:detail", args=[version.pk])
        page.get(target)
        with CaptureQueriesContext(connection) as context:
            assert page.get(target).status_code == 200
        counts.add(len(context))
    assert len(counts) == 1


def test_an_unknown_version_does_not_exist(page):
    assert page.get(reverse("standards:detail", args=[99999])).status_code == 404
