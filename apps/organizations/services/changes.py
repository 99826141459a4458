"""The rows of history that acts on organizations leave: what was before, what is after, from which day."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from apps.accounts.models import User
from apps.core import clock
from apps.core.limits import within

from ..history_choices import ChangeKind
from ..models import Organization, StarChange, TreeChange

#: The fields whose past values are kept, by the kind of act that changes them.
HISTORY = {ChangeKind.RENAME: ("name", "short_name", "kind"), ChangeKind.RECLASSIFY: ("sector", "level")}


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
        reason=within(reason, 200, "理由", field="reason"),
        document_number=within(document_number, 60, "文号", field="document_number"),
        entered_by=actor,
        **before,
    )


def as_read(organization: Organization) -> dict[str, str]:
    """What a later change of names or classes is told against."""
    return {name: getattr(organization, name) for names in HISTORY.values() for name in names}


def note_changed(
    organization: Organization,
    before: Mapping[str, str],
    *,
    actor: User | None,
    on: dt.date | None = None,
    reason: str = "",
    document_number: str = "",
) -> None:
    """A row of history for changed names, another for a changed sector or level; none where nothing differs.

    Args:
        before: ``as_read`` the organization before the change.
    """
    for kind, names in HISTORY.items():
        after = {name: getattr(organization, name) for name in names}
        if any(before[name] != after[name] for name in names):
            told = {f"{name}_before": before[name] for name in names}
            told |= {f"{name}_after": value for name, value in after.items()}
            note(organization, kind, actor, on or clock.today(), reason, document_number, **told)


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
        reason=within(reason, 200, "理由", field="reason"),
        document_number=within(document_number, 60, "文号", field="document_number"),
        entered_by=actor,
    )
