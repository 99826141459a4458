"""Acts on the tree: found, rename, move, merge, split, close. Each is a row of ``TreeChange`` with what was before.

One act at a time: every one of them locks the root, as the import does.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from apps.accounts.models import User
from apps.core import clock
from apps.core.exceptions import Invalid, OutOfTurn, StaleVersion
from apps.core.states import record
from apps.core.verdicts import require

from .. import rules
from ..history_choices import ChangeKind
from ..models import Membership, Organization, TreeChange, Unit
from ..querysets import lasting
from ..registries import Obstacle, closing_obstacles, orphan_obstacles
from .changes import note, note_rename
from .editing import set_pinyin
from .merging import check_foreseen, settle_business
from .paths import follow
from .roles import end_role
from .tree_lock import one_at_a_time

NEW_FIELDS = ("code", "name", "short_name", "kind", "level", "sector", "ends_on")


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
    new = _create(_open(parent), on, fields)
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
    acting = require(rules.can_change_tree(actor, _parent(organization) or organization))
    one_at_a_time()
    fresh = _open(organization)
    if version is not None and version != fresh.version:
        raise StaleVersion("其他人刚刚修改过该党组织的信息，请刷新后重新办理。")
    _check_day(fresh, on)
    before = (fresh.name, fresh.short_name, fresh.kind)
    fresh.name, fresh.short_name, fresh.kind = name.strip(), short_name.strip(), kind or fresh.kind
    if before == (fresh.name, fresh.short_name, fresh.kind):
        raise Invalid("名称、简称和类别都没有变化。")
    fresh.version += 1
    set_pinyin(fresh)
    _validate(fresh)
    fresh.save()
    note_rename(fresh, before, actor=actor, on=on, reason=reason, document_number=document_number)
    record(fresh, "rename", acting=acting, reason=f"{before[0]} → {fresh.name}")
    return fresh


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
    old = _parent(organization)
    acting = require(rules.can_change_tree(actor, old, parent))
    one_at_a_time()
    fresh, parent = _open(organization), _open(parent)
    _check_day(fresh, on)
    _move(fresh, parent, actor, on, reason, document_number)
    record(fresh, "move", acting=acting, reason=f"{old.short_name if old else ''} → {parent.short_name}")
    return fresh


@transaction.atomic
def split_organization(
    *,
    actor: User | None,
    organization: Organization,
    on: dt.date,
    moved: Iterable[Organization] = (),
    reason: str = "",
    document_number: str = "",
    **fields: Any,
) -> Organization:
    """Found an organization beside this one, out of it; ``moved`` of its children go along.

    Raises:
        Refused, Invalid, OutOfTurn: as ``found_organization``; a moved one that is no child.
    """
    parent = _parent(organization)
    acting = require(rules.can_change_tree(actor, parent))
    one_at_a_time()
    source = _open(organization)
    new = _create(_open(parent), on, fields)  # type: ignore[arg-type]  # the rule refuses the root
    note(new, ChangeKind.SPLIT, actor, on, reason, document_number, parent_after=parent, counterpart=source)
    for child in moved:
        fresh = _open(child)
        if not fresh.path.startswith(source.path) or fresh.depth != source.depth + 1:
            raise Invalid(f"{fresh.short_name}不是{source.short_name}的下一级党组织。")
        _move(fresh, new, actor, on, reason, document_number)
    record(source, "split", acting=acting, reason=f"分出{new.name}")
    record(new, "found", acting=acting, reason=f"由{source.name}分出")
    return Organization.objects.get(pk=new.pk)


@transaction.atomic
def merge_organization(
    *,
    actor: User | None,
    organization: Organization,
    into: Organization,
    on: dt.date,
    reason: str = "",
    document_number: str = "",
    foreseen: str | None = None,
) -> Organization:
    """Merge an organization into another one: children and ledger of units go over, roles end, its facts stay with it.

    Running business goes over too, or is withdrawn, as ``merge_effects`` tells.

    Args:
        foreseen: ``seal_of`` the effects that were shown before.

    Raises:
        Refused: not an office above both.
        Invalid: into itself or below itself; a unit of the same name in both ledgers.
        OutOfTurn: closed already, or running business that must be settled first.
        StaleVersion: other business runs than was foreseen.
    """
    acting = require(rules.can_change_tree(actor, _parent(organization), _parent(into) or into))
    one_at_a_time()
    fresh, target = _open(organization), _open(into)
    if target.path.startswith(fresh.path):
        raise Invalid("不能并入本身或本身的下级党组织。")
    _check_day(fresh, on)
    _nothing_runs(fresh)
    check_foreseen(fresh, target, foreseen)
    for child in list(_children(fresh)):
        _move(child, Organization.objects.get(pk=target.pk), actor, on, reason, document_number)
    fresh, target = Organization.objects.get(pk=fresh.pk), Organization.objects.get(pk=target.pk)
    _hand_over_units(fresh, target)
    settle_business(fresh, target, acting, reason)
    _shut(Organization.objects.get(pk=fresh.pk), actor, on, reason, document_number, ChangeKind.MERGE, target)
    record(fresh, "merge", acting=acting, reason=f"并入{target.name}")
    return Organization.objects.get(pk=fresh.pk)


@transaction.atomic
def close_organization(
    *,
    actor: User | None,
    organization: Organization,
    on: dt.date,
    reason: str,
    document_number: str = "",
    foreseen: str | None = None,
) -> Organization:
    """Close an organization for good. It stays to be read; its roles end, its running applications are withdrawn.

    Args:
        foreseen: ``seal_of`` the effects that were shown before; without it nothing may run.

    Raises:
        Refused: not an office above.
        Invalid: no reason, organizations below it, a day to come or before the last change.
        OutOfTurn: closed already, or running business that must be settled first.
        StaleVersion: other business runs than was foreseen.
    """
    acting = require(rules.can_change_tree(actor, _parent(organization)))
    one_at_a_time()
    fresh = _open(organization)
    if not reason.strip():
        raise Invalid("请填写撤销的理由。", code="reason_missing")
    _check_day(fresh, on)
    below = _children(fresh).count()
    if below:
        raise Invalid(f"{fresh.short_name}还有 {below} 个下一级党组织，请先调整隶属、合并或撤销。")
    _nothing_runs(fresh, closing=True)
    check_foreseen(fresh, None, foreseen)
    settle_business(fresh, None, acting, reason)
    _shut(fresh, actor, on, reason, document_number, ChangeKind.CLOSE, None)
    record(fresh, "close", acting=acting, reason=reason)
    return fresh


def obstacles_of(organization: Organization, closing: bool = False) -> list[Obstacle]:
    """Running business that stops it from being merged; with ``closing``, from being closed without a successor."""
    found = [each for find in closing_obstacles for each in find(organization)]
    return found + [each for find in orphan_obstacles for each in find(organization)] if closing else found


def _open(organization: Organization) -> Organization:
    fresh = Organization.objects.select_for_update().get(pk=organization.pk)
    if fresh.closed_on:
        raise OutOfTurn(f"{fresh.short_name}已于{fresh.closed_on:%Y-%m-%d}撤销，请刷新后查看。")
    return fresh


def _parent(organization: Organization) -> Organization | None:
    above = organization.path[: -Organization.steplen]
    return Organization.objects.filter(path=above).first() if above else None


def _children(organization: Organization) -> Any:
    return Organization.objects.active().filter(path__startswith=organization.path, depth=organization.depth + 1)


def _create(parent: Organization, on: dt.date, fields: dict[str, Any]) -> Organization:
    _check_not_to_come(on)
    values = {name: fields[name] for name in NEW_FIELDS if name in fields}
    values["short_name"] = values.get("short_name") or str(values.get("name", ""))[:60]
    new = Organization(**values, established_on=on)
    set_pinyin(new)
    try:
        new.full_clean(exclude=["path", "depth", "numchild"])
    except ValidationError as error:
        raise Invalid(_sentence(error)) from error
    return Organization.objects.add_child(parent, instance=new)


def _move(
    organization: Organization, parent: Organization, actor: User | None, on: dt.date, reason: str, document: str
) -> None:
    old = _parent(organization)
    if parent.path.startswith(organization.path):
        raise Invalid(f"{organization.short_name}不能隶属于本身或本身的下级党组织。")
    if old is not None and old.pk == parent.pk:
        raise Invalid(f"{organization.short_name}现在就隶属于{parent.short_name}。")
    before = organization.path
    Organization.objects.move(organization, parent, "last-child")
    organization.refresh_from_db()
    follow(before, organization.path)
    note(
        organization,
        ChangeKind.MOVE,
        actor,
        on,
        reason,
        document,
        parent_before=old,
        parent_after=parent,
        path_before=before,
        path_after=organization.path,
    )


def _shut(
    organization: Organization,
    actor: User | None,
    on: dt.date,
    reason: str,
    document: str,
    kind: str,
    into: Organization | None,
) -> None:
    for membership in Membership.objects.filter(lasting(), organization=organization).select_related("user"):
        end_role(actor=None, membership=membership, reason=f"{organization.short_name}{ChangeKind(kind).label}")
    organization.closed_on = on
    organization.version += 1
    organization.save(update_fields=["closed_on", "version"])
    note(organization, kind, actor, on, reason, document, counterpart=into)


def _hand_over_units(organization: Organization, into: Organization) -> None:
    """Its ledger goes on in the other one's, and units founded in it now belong to the other one."""
    ledger = Unit.objects.in_ledger().filter(organization=organization)
    names = Unit.objects.in_ledger().filter(organization=into).values("name")
    doubled = ledger.filter(name__in=names).first()
    if doubled:
        raise Invalid(f"两个党组织的台账中都有“{doubled.name}”，请先移出其中一个。")
    ledger.update(organization=into, organization_path=into.path)
    Unit.objects.filter(party_organization=organization).update(party_organization=into)


def _nothing_runs(organization: Organization, closing: bool = False) -> None:
    found = obstacles_of(organization, closing)
    if found:
        told = "、".join(each.label for each in found[:3])
        raise OutOfTurn(f"还有 {len(found)} 项在办事项（{told}），请先办结或撤回。")


def _check_not_to_come(on: dt.date) -> None:
    if on > clock.today():
        raise Invalid("生效日期不能晚于今天。")


def _check_day(organization: Organization, on: dt.date) -> None:
    _check_not_to_come(on)
    last = TreeChange.objects.filter(organization=organization).order_by("-on").first()
    if last and on < last.on:
        raise Invalid(f"生效日期不能早于上一次变更（{last.on:%Y-%m-%d}，{last.get_kind_display()}）。")


def _validate(organization: Organization) -> None:
    try:
        organization.full_clean(exclude=["path", "depth", "numchild"], validate_unique=False)
    except ValidationError as error:
        raise Invalid(_sentence(error)) from error


def _sentence(error: ValidationError) -> str:
    labels = {f.name: str(f.verbose_name) for f in Organization._meta.fields}
    return "；".join(f"“{labels.get(name, '')}”{'；'.join(words)}" for name, words in error.message_dict.items())
