"""The database itself keeps what was published."""

import pytest
from django.db import DatabaseError, transaction

from apps.accounts.choices import Role
from apps.core.exceptions import Invalid
from apps.core.states import move
from apps.core.verdicts import SYSTEM
from apps.standards.models import Standard, StandardVersion
from apps.standards.services.storing import store_document
from tests.campaigns.factories import make_version, small_standard
from tests.factories import make_tree, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "change",
    [
        lambda v: type(v).objects.filter(pk=v.pk).update(source="另一依据"),
        lambda v: type(v).objects.filter(pk=v.pk).delete(),
        lambda v: v.criteria.filter(code="sign").update(title="改名"),
        lambda v: v.criteria.filter(code="sign").delete(),
        lambda v: v.criteria.create(code="more", position=9, is_leaf=True, title="多一项"),
    ],
)
def test_a_published_version_never_changes(change):
    version = make_version()
    with pytest.raises(DatabaseError, match=r"never changes|Cannot"), transaction.atomic():
        change(version)


def test_retiring_needs_a_reason():
    version = make_version()
    with pytest.raises(Invalid, match="停用"):
        move(version, "retire", acting=SYSTEM)
    move(version, "retire", acting=SYSTEM, reason="有新版")
    assert version.status == "retired"


def test_the_next_version_supersedes_and_stays_frozen():
    first, second = make_version(1), make_version(2)
    first.refresh_from_db()
    assert (first.status, second.status) == ("superseded", "published")
    with pytest.raises(DatabaseError, match=r"never changes|Cannot"), transaction.atomic():
        first.criteria.all().update(title="改名")


def test_an_older_number_that_comes_late_is_superseded_at_once():
    second, first = make_version(2), make_version(1)
    second.refresh_from_db()
    assert (first.status, second.status) == ("superseded", "published")


def draft_of(standard, **values):
    return StandardVersion.objects.create(standard=standard, number=1, kind="scored", source="试", **values)


def test_drafts_are_seen_by_the_office_that_writes_them():
    tree = make_tree()
    author, below, above = (make_user(Role.OFFICE, place) for place in (tree.district, tree.township, tree.city))
    standard = Standard.objects.create(code="own", name="本区标准", organization=tree.district)
    draft = draft_of(standard)
    seen = StandardVersion.objects.visible_to
    assert [draft in seen(person) for person in (author, below, above)] == [True, False, False]
    move(draft, "submit", acting=SYSTEM)
    assert [draft in seen(person) for person in (author, below, above)] == [True, False, True]
    move(draft, "publish", acting=SYSTEM)
    assert all(draft in seen(person) for person in (author, below, above, make_user(Role.SECRETARY, tree.branch)))
    assert draft not in seen(make_user(Role.AUDITOR, tree.city))


def test_library_drafts_belong_to_the_city():
    tree = make_tree()
    draft = draft_of(Standard.objects.create(code="lib", name="库"))
    assert draft in StandardVersion.objects.visible_to(make_user(Role.OFFICE, tree.city))
    assert draft not in StandardVersion.objects.visible_to(make_user(Role.OFFICE, tree.district))


def test_a_file_makes_a_draft_of_the_same_number_step_back():
    tree = make_tree()
    first = make_version(1)
    draft = StandardVersion(
        standard=first.standard, number=2, kind="scored", created_by=make_user(Role.OFFICE, tree.city)
    )
    store_document(draft, small_standard(2))
    assert make_version(2).status == "published"
    draft.refresh_from_db()
    assert (draft.number, draft.definition["version"], draft.status) == (3, 3, "draft")
