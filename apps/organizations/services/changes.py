"""The rows of history that acts on organizations leave: what was before, what is after, from which day."""

import datetime as dt
from typing import Any

from apps.accounts.models import User
from apps.core import clock

from ..history_choices import ChangeKind
from ..models import Organization, StarChange, TreeChange


def note(
    organization: Organization,
    kind: str,
    actor: User | None,
    on: dt.date,
    reason: str,
    document_number: str,
    **before: Any,
) -> TreeChange:
    """One act on the tree; ``before`` are the fields of ``TreeChange`` that say what was."""
    return TreeChange.objects.create(
        organization=organization,
        organization_path=organization.path,
        kind=kind,
        on=on,
        reason=reason.strip()[:200],
        document_number=document_number.strip()[:60],
        entered_by=actor,
        **before,
    )


def note_rename(
    organization: Organization,
    before: tuple[str, str, str],
    *,
    actor: User | None,
    on: dt.date | None = None,
    reason: str = "",
    document_number: str = "",
) -> TreeChange | None:
    """The row of history of a changed name, short name or kind (``before``); nothing when they are the same."""
    after = (organization.name, organization.short_name, organization.kind)
    if before == after:
        return None
    return note(
        organization,
        ChangeKind.RENAME,
        actor,
        on or clock.today(),
        reason,
        document_number,
        name_before=before[0],
        short_name_before=before[1],
        kind_before=before[2],
        name_after=after[0],
        short_name_after=after[1],
        kind_after=after[2],
    )


def note_stars(
    organization: Organization,
    before: int,
    after: int,
    actor: User | None,
    on: dt.date | None = None,
    reason: str = "",
    document_number: str = "",
) -> StarChange:
    """The row of history of a rating."""
    return StarChange.objects.create(
        organization=organization,
        organization_path=organization.path,
        stars_before=before,
        stars_after=after,
        on=on or clock.today(),
        reason=reason.strip()[:200],
        document_number=document_number.strip()[:60],
        entered_by=actor,
    )
