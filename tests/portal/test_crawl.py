"""Every page that each of the nine accounts can reach answers, in Chinese, with no dead link."""

import pytest

from apps.accounts.models import User
from tests.demo_world import ACCOUNTS, demo_world  # noqa: F401
from tests.factories import sign_in
from tests.portal.crawler import Crawl

pytestmark = [
    pytest.mark.slow(seconds=63),
    pytest.mark.usefixtures("demo_world"),
    pytest.mark.django_db,
]

#: Lists on which each role finds rows of its own.
LISTS = {
    "office": ("campaigns:list", "applications:list", "inspections:findings", "organizations:list", "branding:belts"),
    "district": ("campaigns:list", "applications:list", "inspections:findings", "organizations:list"),
    "township": ("campaigns:list", "applications:list", "organizations:list"),
    "secretary": ("campaigns:list", "applications:list", "inspections:findings", "organizations:records"),
    "inspector": ("inspections:findings", "inspections:visit"),
    "leader": ("branding:belts", "branding:belt", "organizations:records"),
    "auditor": ("portal:audit",),
    "administrator": ("accounts:list",),
    "security": ("accounts:roles",),
}


@pytest.mark.parametrize("login", ACCOUNTS)
def test_every_page_of_an_account(client, login):
    crawl = Crawl(sign_in(client, User.objects.get(username=login))).run()
    assert crawl.complaints == []
    assert sum(crawl.pages.values()) > 5
    empty = [name for name in LISTS[login] if crawl.rows[name] < 2]
    assert empty == [], f"lists without rows; seen: {sorted(crawl.pages)}"
