"""How many statements the pages of authoring need: at most twelve, the same for one leaf and for many."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.choices import Role
from apps.standards.models import StandardVersion
from apps.standards.services import add_node, draft_next_version, load_standard
from tests.campaigns.factories import make_open_campaign, small_standard
from tests.factories import make_user, sign_in
from tests.standards.authoring_stage import HTMX, at, typed

pytestmark = pytest.mark.django_db
LIMITS = {"points": {"change_by": 10}, "additional_leaves": 9, "additional_points": 50}
OWN = {"edit": 7, "settings": 6, "problems": 6, "preview": 6, "asks": 10, "publish": 10, "copy": 4, "compare": 4}
ADAPTED = {"edit": 9, "settings": 8, "problems": 8, "preview": 8, "asks": 12, "publish": 12, "compare": 9, "follow": 10}


def grown(draft, author, number):
    """The draft with so many leaves more."""
    for _ in range(number):
        draft.refresh_from_db()
        parent = draft.criteria.filter(parent=None).first().code
        add_node(actor=author, version=draft, revision=draft.revision, title="又一项", leaf=True, parent=parent)


def counted(page, address, number, django_assert_num_queries, **posted):
    """The address answers with so many statements."""
    page.get(address)
    with django_assert_num_queries(number):
        answer = page.post(address, **posted) if posted else page.get(address)
    assert answer.status_code == 200


@pytest.mark.parametrize(("name", "number"), OWN.items())
def test_pages_of_a_draft(page, draft, author, name, number, django_assert_num_queries):
    for more in (0, 2):
        grown(draft, author, more)
        counted(page, at(name, draft), number, django_assert_num_queries)


@pytest.mark.parametrize(("name", "number"), ADAPTED.items())
def test_pages_of_an_adaptation_behind_its_base(page, tree, author, name, number, django_assert_num_queries):
    base = load_standard(small_standard(adaptation=LIMITS))
    page.post(at("adapt", base), {"organization": tree.district.pk, "name": "本区小标准"})
    draft = StandardVersion.objects.get(standard__name="本区小标准")
    load_standard(small_standard(adaptation=LIMITS, version=2, name="小标准二"))
    for more in (0, 2):
        grown(draft, author, more)
        counted(page, at(name, draft), number, django_assert_num_queries)


def test_answers_to_what_is_typed(page, draft, author, django_assert_num_queries):
    for more in (0, 2):
        grown(draft, author, more)
        reshape = typed(act="reshape", **{"n-measure-type": "quantity"})
        counted(page, at("node", draft, "zd.cs"), 7, django_assert_num_queries, data=reshape, headers=HTMX)
        settings = {"act": "add:n-grades", "n-name": "名", "n-kind": "scored"}
        counted(page, at("settings", draft), 6, django_assert_num_queries, data=settings, headers=HTMX)


def test_a_trial(page, draft, author, django_assert_num_queries):
    for more in (0, 2):
        grown(draft, author, more)
        counted(page, at("preview", draft), 9, django_assert_num_queries, data={"sector": "rural"}, headers=HTMX)


def test_the_next_version_of_one_that_campaigns_use(tree, django_assert_num_queries):
    city = make_user(Role.OFFICE, tree.city)
    client = sign_in(Client(), city)
    version = make_open_campaign(tree.city, city).standards.get().version
    draft = draft_next_version(actor=city, version=version)
    for more in (0, 2):
        grown(draft, city, more)
        for name, number in {"publish": 11, "compare": 8, "edit": 7}.items():
            counted(client, at(name, draft), number, django_assert_num_queries)


@pytest.mark.parametrize(("name", "number"), [("list", 4), ("new", 3), ("import", 2)])
def test_pages_beside(page, draft, name, number, django_assert_num_queries):
    counted(page, reverse(f"standards:{name}"), number, django_assert_num_queries)
