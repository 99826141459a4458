"""The steps that acts on the tree are made of; each runs within the transaction of its act."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError

from apps.accounts.models import User
from apps.core.exceptions import OutOfTurn

from ..history_choices import ChangeKind
from ..models import Membership, Organization, TreeChange
from ..querysets import lasting
from .changes import note
from .checks import check_past, model_refusal, refuse_field
from .editing import set_pinyin
from .paths import follow
from .roles import end_role
from .telling import people_at, tell

NEW_FIELDS = ("code", "name", "short_name", "kind", "level", "sector", "ends_on")


def open_fresh(organization: Organization) -> Organization:
    fresh = Organization.objects.select_for_update().get(pk=organization.pk)
    if fresh.closed_on:
        raise OutOfTurn(f"{fresh.short_name}已于{fresh.closed_on:%Y-%m-%d}撤销，请刷新后查看。")
    return fresh


def parent_of(organization: Organization) -> Organization | None:
    above = organization.path[: -Organization.steplen]
    return Organization.objects.filter(path=above).first() if above else None


def children_of(organization: Organization) -> Any:
    return Organization.objects.active().filter(path__startswith=organization.path, depth=organization.depth + 1)


def create_below(parent: Organization, on: dt.date, fields: dict[str, Any]) -> Organization:
    check_not_to_come(on)
    values = {name: fields[name] for name in NEW_FIELDS if name in fields}
    values["short_name"] = values.get("short_name") or str(values.get("name", ""))[:60]
    new = Organization(**values, established_on=on)
    set_pinyin(new)
    try:
        new.full_clean(exclude=["path", "depth", "numchild"])
    except ValidationError as error:
        raise model_refusal(error, Organization) from error
    return Organization.objects.add_child(parent, instance=new)


def move_below(
    organization: Organization, parent: Organization, actor: User | None, on: dt.date, reason: str, document: str
) -> None:
    old = parent_of(organization)
    if parent.path.startswith(organization.path):
        raise refuse_field("parent", "新的上级党组织", f"{organization.short_name}不能隶属于本身或本身的下级党组织。")
    if old is not None and old.pk == parent.pk:
        raise refuse_field("parent", "新的上级党组织", f"{organization.short_name}现在就隶属于{parent.short_name}。")
    before = organization.path
    Organization.objects.move(organization, parent, "last-child")
    organization.refresh_from_db()
    follow(before, organization.path)
    act = note(
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
    title = f"{organization.short_name}的上级党组织调整为{parent.short_name}"
    lines = [f"原上级为{old.short_name}", "权限范围和审核路线随之变化"] if old else []
    tell("move", organization, people_at(organization), title, lines, act.pk)


def shut(
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


def check_not_to_come(on: dt.date) -> None:
    check_past("on", "生效日期", on)


def check_day(organization: Organization, on: dt.date) -> None:
    check_not_to_come(on)
    last = TreeChange.objects.filter(organization=organization).order_by("-on").first()
    if last and on < last.on:
        words = f"生效日期不能早于上一次变更（{last.on:%Y-%m-%d}，{last.get_kind_display()}）。"
        raise refuse_field("on", "生效日期", words)


def validate(organization: Organization) -> None:
    try:
        organization.full_clean(exclude=["path", "depth", "numchild"], validate_unique=False)
    except ValidationError as error:
        raise model_refusal(error, Organization) from error
