"""The database itself keeps what was published."""

import pytest
from django.db import DatabaseError, transaction

from apps.core.exceptions import Invalid
from apps.core.states import move
from apps.core.verdicts import SYSTEM
from tests.campaigns.factories import make_version

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
