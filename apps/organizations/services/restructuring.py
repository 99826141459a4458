"""Acts that divide an organization or end it: split, merge, close. Running business is told first, then goes along."""

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any

from django.db import transaction

from apps.accounts.models import User
from apps.core.exceptions import Invalid, OutOfTurn
from apps.core.states import record
from apps.core.verdicts import require

from .. import rules
from ..history_choices import ChangeKind
from ..models import Organization
from ..registries import Obstacle, closing_obstacles, orphan_obstacles
from .changes import note
from .checks import refuse_field
from .figures import Figures, state_figures
from .holdings import hand_over_all
from .joining import carry_standing
from .merging import check_foreseen, merge_effects, settle_business
from .splitting import checked_shares, divide
from .telling import people_at, tell
from .tree_acts import check_day, children_of, create_below, move_below, open_fresh, parent_of, shut
from .tree_lock import one_at_a_time

NOTHING_TOLD = Figures()


@transaction.atomic
def split_organization(
    *,
    actor: User | None,
    organization: Organization,
    on: dt.date,
    moved: Iterable[Organization] = (),
    shares: Collection[str] = (),
    figures: Figures = NOTHING_TOLD,
    foreseen: str | None = None,
    reason: str = "",
    document_number: str = "",
    **fields: Any,
) -> Organization:
    """Found an organization beside this one, out of it; ``moved`` of its children and ``shares`` of its own go along.

    Args:
        shares: keys of what goes to the new organization (``split_shares``); everything else stays.
        figures: what is told of both from now on. Nothing is reckoned: the new one begins without values, the old ones
            stay where they were told.
        foreseen: ``seal_of_shares`` what was shown before.

    Raises:
        Refused, Invalid, OutOfTurn: as ``found_organization``; a moved one that is no child, a share that must stay.
        StaleVersion: something else is to be divided than was shown, or a value was told meanwhile.
    """
    parent = parent_of(organization)
    acting = require(rules.can_change_tree(actor, parent))
    one_at_a_time()
    source, children = open_fresh(organization), [open_fresh(child) for child in moved]
    given = checked_shares(source, children, frozenset(shares), foreseen)
    new = create_below(open_fresh(parent), on, fields)  # type: ignore[arg-type]  # the rule refuses the root
    act = note(new, ChangeKind.SPLIT, actor, on, reason, document_number, parent_after=parent, counterpart=source)
    for child in children:
        if not child.path.startswith(source.path) or child.depth != source.depth + 1:
            raise Invalid(f"{child.short_name}不是{source.short_name}的下一级党组织。")
        move_below(child, new, actor, on, reason, document_number)
    divide(source, new, given, acting, reason)
    note_of_split = f"由{source.short_name}拆分出{new.short_name}时填报"
    state_figures(actor, source, figures.here, note_of_split, figures.seen)
    state_figures(actor, new, figures.there, note_of_split)
    record(source, "split", acting=acting, reason=f"分出{new.name}")
    record(new, "found", acting=acting, reason=f"由{source.name}分出")
    lines = [f"划归新组织：{each.label}" for each in given] or ["在办事项、台账和阵地都留在本组织"]
    lines.append("拆分后人数等数据已变化的，请在“数据”页更新")
    tell("split", source, people_at(source), f"{source.short_name}分出{new.short_name}", lines, act.pk)
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
    """Merge an organization into another one: children, units and facilities go over, roles end, its facts stay with it.

    Running business, posts and joint memberships go over too, or end, as ``merge_effects`` tells.

    Args:
        foreseen: ``seal_of`` the effects that were shown before.

    Raises:
        Refused: not an office above both.
        Invalid: into itself or below itself; a unit of the same name in both ledgers.
        OutOfTurn: closed already, or running business that must be settled first.
        StaleVersion: other business runs than was foreseen.
    """
    acting = require(rules.can_change_tree(actor, parent_of(organization), parent_of(into) or into))
    one_at_a_time()
    fresh, target = open_fresh(organization), open_fresh(into)
    if target.path.startswith(fresh.path):
        raise refuse_field("into", "并入的党组织", "不能并入本身或本身的下级党组织。")
    check_day(fresh, on)
    _nothing_runs(fresh)
    check_foreseen(fresh, target, foreseen)
    effects = merge_effects(fresh, target)
    ours, theirs = people_at(fresh), people_at(target)
    for child in list(children_of(fresh)):
        move_below(child, Organization.objects.get(pk=target.pk), actor, on, reason, document_number)
    fresh, target = Organization.objects.get(pk=fresh.pk), Organization.objects.get(pk=target.pk)
    held = hand_over_all(fresh, target, acting)
    settle_business(fresh, target, acting, reason)
    carry_standing(fresh, target, on, acting)
    shut(Organization.objects.get(pk=fresh.pk), actor, on, reason, document_number, ChangeKind.MERGE, target)
    told = [*(f"{each}转入" for each in held), *(f"{each.label}：{each.words}" for each in effects)]
    told.append("合并后人数等数据已变化的，请在“数据”页更新")
    title = f"{fresh.short_name}并入{target.short_name}"
    tell("merge", fresh, ours, title, [f"您在{fresh.short_name}的角色已终止", *told])
    tell("merge", target, theirs, title, told, fresh.pk)
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

    Its units and facilities go over to the one above.

    Args:
        foreseen: ``seal_of`` the effects that were shown before; without it nothing may run.

    Raises:
        Refused: not an office above.
        Invalid: no reason, organizations below it, a day to come or before the last change.
        OutOfTurn: closed already, or running business that must be settled first.
        StaleVersion: other business runs than was foreseen.
    """
    acting = require(rules.can_change_tree(actor, parent_of(organization)))
    one_at_a_time()
    fresh = open_fresh(organization)
    if not reason.strip():
        raise Invalid("请填写撤销的理由。", code="reason_missing")
    check_day(fresh, on)
    below = children_of(fresh).count()
    if below:
        raise Invalid(f"{fresh.short_name}还有 {below} 个下一级党组织，请先调整隶属、合并或撤销。")
    _nothing_runs(fresh, closing=True)
    check_foreseen(fresh, None, foreseen)
    effects, ours = merge_effects(fresh, None), people_at(fresh)
    above: Organization = parent_of(fresh)  # type: ignore[assignment]  # the rule refuses the root
    held = hand_over_all(fresh, above, acting)
    settle_business(fresh, None, acting, reason)
    carry_standing(fresh, None, on, acting)
    shut(fresh, actor, on, reason, document_number, ChangeKind.CLOSE, None)
    told = [*(f"{each}转由{above.short_name}负责" for each in held), *(f"{e.label}：{e.words}" for e in effects)]
    title = f"{fresh.short_name}已撤销"
    tell("close", fresh, ours, title, [f"您在{fresh.short_name}的角色已终止", *told])
    tell("close", above, people_at(above), title, told, fresh.pk)
    record(fresh, "close", acting=acting, reason=reason)
    return fresh


def obstacles_of(organization: Organization, closing: bool = False) -> list[Obstacle]:
    """Running business that stops it from being merged; with ``closing``, from being closed without a successor."""
    found = [each for find in closing_obstacles for each in find(organization)]
    return found + [each for find in orphan_obstacles for each in find(organization)] if closing else found


def _nothing_runs(organization: Organization, closing: bool = False) -> None:
    found = obstacles_of(organization, closing)
    if found:
        told = "、".join(each.label for each in found[:3])
        raise OutOfTurn(f"还有 {len(found)} 项在办事项（{told}），请先办结或撤回。")
