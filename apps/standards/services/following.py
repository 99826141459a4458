"""An adaptation takes up a newer version of the standard that it adapts."""

from __future__ import annotations

from django.db import transaction

from apps.accounts.models import User
from apps.core.exceptions import Invalid, StaleVersion
from apps.core.states import record
from apps.core.verdicts import Acting, require

from ..choices import UNPUBLISHED, VersionStatus
from ..models import Standard, StandardVersion
from ..queries import followed, newer_base_of
from ..rules import can_edit_version, can_manage_standard
from .drafting import draft_of, locked
from .storing import store_document


@transaction.atomic
def follow_base(*, actor: User, version: StandardVersion, base: int, revision: int | None = None) -> StandardVersion:
    """A draft of the adaptation on the newest version of its base, with all of its own that can come along.

    A version in force gets the draft of its next version. A draft is written anew in its place: its steps
    end there, because a step back would lead to the older base.

    Args:
        base: the version of the adapted standard that was shown before.
        revision: the revision of a draft that was read.

    Raises:
        Refused: not the issuer's office, or the draft is under approval.
        Invalid: no adaptation, no newer version, no longer the newest of its own, or a draft stands beside it.
        StaleVersion: the base, or the draft, has changed since it was shown.
    """
    standard = Standard.objects.select_for_update(of=("self",)).get(pk=version.standard_id)
    acting = require(can_manage_standard(actor, standard))
    newer = newer_base_of(version)
    if newer is None:
        raise Invalid("原标准没有更新的版本。", code="nothing_newer")
    if newer.pk != base:
        raise StaleVersion(f"原标准刚发布了“{newer}”，请核对新的内容后再跟进。")
    if version.status in UNPUBLISHED:
        row = locked(version, revision)
        require(can_edit_version(actor, row))
        return _rewritten(row, newer, acting)
    if version.status != VersionStatus.PUBLISHED:
        raise Invalid("只能从现行版本跟进，请打开本标准的现行版本。", code="not_in_force")
    document = followed(version, newer).document
    return draft_of(actor, acting, standard, document, f"跟进“{newer}”", based_on=newer)


def _rewritten(row: StandardVersion, newer: StandardVersion, acting: Acting) -> StandardVersion:
    document = followed(row, newer).document
    row.steps.all().delete()
    row.revision += 1
    row.based_on = newer
    store_document(row, document)
    record(row, "follow", acting=acting, reason=f"跟进“{newer}”")
    return row
