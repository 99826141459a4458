"""Acts on the tree: found, rename, reclassify, move. Each is a row of ``TreeChange`` with what was before.

One act at a time: every one of them locks the root, as the import does.
"""

import datetime as dt
from typing import Any

from django.db import transaction

from apps.accounts.models import User
from apps.core.exceptions import Invalid, StaleVersion
from apps.core.states import record
from apps.core.verdicts import Acting, require

from .. import rules
from ..history_choices import ChangeKind
from ..models import Organization
from .changes import as_read, note, note_changed
from .editing import set_pinyin
from .tree_acts import check_day, create_below, move_below, open_fresh, parent_of, validate
from .tree_lock import one_at_a_time


@transaction.atomic
def found_organization(
    *,
    actor: User | None,
    parent: Organization,
    on: dt.date,
    reason: str = "",
    document_number: str = "",
    **fields: Any,
) -> Organization:
    """Found an organization below another.

    Args:
        on: the day from which it exists; today or before.
        fields: code, name, short_name, kind, level, sector, ends_on.

    Raises:
        Refused: not an office of the parent or above.
        Invalid: a value that does not fit, a code in use, a day to come.
        OutOfTurn: the parent was closed.
    """
    acting = require(rules.can_change_tree(actor, parent))
    one_at_a_time()
    new = create_below(open_fresh(parent), on, fields)
    note(new, ChangeKind.FOUND, actor, on, reason, document_number, parent_after=parent)
    record(new, "found", acting=acting, reason=reason)
    return new


@transaction.atomic
def rename_organization(
    *,
    actor: User | None,
    organization: Organization,
    name: str,
    short_name: str,
    on: dt.date,
    kind: str = "",
    version: int | None = None,
    reason: str = "",
    document_number: str = "",
) -> Organization:
    """Give an organization another name from a day on, and another kind when it was raised or changed.

    Raises:
        Refused: not an office of the parent or above.
        StaleVersion: somebody else changed it since ``version`` was read.
        Invalid: no name, nothing different, a day to come or before the last change.
    """
    fresh, acting = _in_turn(actor, organization, version, on)
    before = as_read(fresh)
    fresh.name, fresh.short_name, fresh.kind = name.strip(), short_name.strip(), kind or fresh.kind
    if before == as_read(fresh):
        raise Invalid("名称、简称和类别都没有变化。")
    set_pinyin(fresh)
    _save(fresh)
    note_changed(fresh, before, actor=actor, on=on, reason=reason, document_number=document_number)
    record(fresh, "rename", acting=acting, reason=f"{before['name']} → {fresh.name}")
    return fresh


@transaction.atomic
def reclassify_organization(
    *,
    actor: User | None,
    organization: Organization,
    sector: str,
    level: str,
    on: dt.date,
    version: int | None = None,
    reason: str = "",
    document_number: str = "",
) -> Organization:
    """Put an organization into another sector or level from a day on; what was before reads as it was.

    Raises:
        Refused: not an office of the parent or above.
        StaleVersion: somebody else changed it since ``version`` was read.
        Invalid: unknown values, nothing different, a day to come or before the last change.
    """
    fresh, acting = _in_turn(actor, organization, version, on)
    before, shown = as_read(fresh), _classes(fresh)
    fresh.sector, fresh.level = sector, level
    if before == as_read(fresh):
        raise Invalid("领域和层级都没有变化。")
    _save(fresh)
    note_changed(fresh, before, actor=actor, on=on, reason=reason, document_number=document_number)
    record(fresh, "reclassify", acting=acting, reason=f"{shown} → {_classes(fresh)}")
    return fresh


def _in_turn(
    actor: User | None, organization: Organization, version: int | None, on: dt.date
) -> tuple[Organization, Acting]:
    acting = require(rules.can_change_tree(actor, parent_of(organization) or organization))
    one_at_a_time()
    fresh = open_fresh(organization)
    if version is not None and version != fresh.version:
        raise StaleVersion("其他人刚刚修改过该党组织的信息，请刷新后重新办理。")
    check_day(fresh, on)
    return fresh, acting


def _save(organization: Organization) -> None:
    organization.version += 1
    validate(organization)
    organization.save()


def _classes(organization: Organization) -> str:
    return f"{organization.get_sector_display()}·{organization.get_level_display()}"


@transaction.atomic
def move_organization(
    *,
    actor: User | None,
    organization: Organization,
    parent: Organization,
    on: dt.date,
    reason: str = "",
    document_number: str = "",
) -> Organization:
    """Hang an organization, with all below it, under another one. Every row that carries its path follows.

    Raises:
        Refused: not an office above both the old and the new parent.
        Invalid: below itself, where it is already, a day to come or before the last change.
        OutOfTurn: one of them was closed.
    """
    old = parent_of(organization)
    acting = require(rules.can_change_tree(actor, old, parent))
    one_at_a_time()
    fresh, parent = open_fresh(organization), open_fresh(parent)
    check_day(fresh, on)
    move_below(fresh, parent, actor, on, reason, document_number)
    record(fresh, "move", acting=acting, reason=f"{old.short_name if old else ''} → {parent.short_name}")
    return fresh
