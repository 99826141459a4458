"""Who reviews in an office's place, who keeps out, and who takes over when an officer leaves."""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db import IntegrityError, transaction

from apps.accounts.choices import Role
from apps.accounts.models import User
from apps.core import clock
from apps.core.exceptions import Invalid, OutOfTurn
from apps.core.limits import within
from apps.core.states import record
from apps.core.verdicts import require
from apps.organizations.access import forget_scope, roles_of
from apps.organizations.models import Organization
from apps.organizations.queries import holders_of

from .. import notices, rules
from ..choices import ApplicationStatus, Relation, StepStatus
from ..models import InterestDeclaration, ReviewDelegation, ReviewStep
from .ladder.stages import pass_by_conflict
from .locks import locked

LONGEST_DAYS = 366


@transaction.atomic
def delegate_reviews(
    *,
    actor: User,
    organization: Organization,
    starts_on: dt.date,
    ends_on: dt.date,
    reason: str,
    to_organization: Organization | None = None,
    to_user: User | None = None,
) -> ReviewDelegation:
    """Let another office or a person give an office's reviews for a period; the office itself may go on.

    Raises:
        Refused: neither the office nor one above it.
        Invalid: nobody or two named, a wrong period, no reason, or somebody who works in no office.
    """
    acting = require(rules.can_delegate(actor, organization))
    _check_period(starts_on, ends_on, reason)
    _check_delegate(organization, to_organization, to_user)
    row = ReviewDelegation.objects.create(
        organization=organization,
        organization_path=organization.path,
        to_organization=to_organization,
        to_user=to_user,
        starts_on=starts_on,
        ends_on=ends_on,
        reason=reason.strip(),
        granted_by=actor,
        granted_at=clock.now(),
    )
    record(row, "delegate", acting=acting, reason=f"{starts_on}至{ends_on}，{reason}")
    notices.tell_delegated(row)
    return row


def _check_period(starts_on: dt.date, ends_on: dt.date, reason: str) -> None:
    if ends_on < starts_on:
        raise Invalid("截止日期早于开始日期。", code="ends_on")
    if ends_on < clock.today():
        raise Invalid("截止日期已过，请选择今天或以后的日期。", code="ends_on")
    if (ends_on - starts_on).days >= LONGEST_DAYS:
        raise Invalid("一次委托最长 1 年。", code="ends_on")
    if not reason.strip():
        raise Invalid("请填写委托理由。", code="reason")
    if len(reason.strip()) > 300:
        raise Invalid("委托理由最多 300 字。", code="reason")


def _check_delegate(organization: Organization, to_organization: Organization | None, to_user: User | None) -> None:
    if (to_organization is None) == (to_user is None):
        raise Invalid("请选择受托单位或受托人，二者选一。", code="to")
    if to_organization is not None and to_organization.pk == organization.pk:
        raise Invalid("不能委托给本单位。", code="to")
    if to_user is not None and Role.OFFICE not in roles_of(to_user):
        raise Invalid(f"{to_user.name}不在党建办任职，不能受托审核。", code="to")
    if to_organization is not None and not holders_of(to_organization, Role.OFFICE).exists():
        raise Invalid(f"{to_organization.short_name}没有党建办人员，不能受托审核。", code="to")


@transaction.atomic
def revoke_delegation(*, actor: User, delegation: ReviewDelegation, reason: str) -> ReviewDelegation:
    """Take a delegation back, with a reason; what was decided under it stands.

    Raises:
        Refused: neither the office nor one above it. OutOfTurn: taken back already. Invalid: without a reason.
    """
    row = ReviewDelegation.objects.select_for_update(of=("self",)).select_related("organization").get(pk=delegation.pk)
    acting = require(rules.can_delegate(actor, row.organization))
    if row.revoked_at is not None:
        raise OutOfTurn("该委托已收回。")
    if not reason.strip():
        raise Invalid("请填写收回理由。", code="reason")
    row.revoked_by, row.revoked_at, row.revoke_reason = actor, clock.now(), within(reason, 300, "收回理由")
    row.save(update_fields=["revoked_by", "revoked_at", "revoke_reason"])
    record(row, "revoke_delegation", acting=acting, reason=reason)
    return row


@transaction.atomic
def declare_interest(*, actor: User, organization: Organization, relation: str, note: str = "") -> InterestDeclaration:
    """Keep out of an organization's applications from now on (回避).

    What waits for the person's offices goes to a colleague, or to the level above where there is none.

    Raises:
        Refused: the person reviews for no office. OutOfTurn: declared already. Invalid: no relation.
    """
    acting = require(rules.can_declare(actor))
    if relation not in Relation.values:
        raise Invalid("请选择回避关系。", code="relation")
    try:
        with transaction.atomic():
            row = InterestDeclaration.objects.create(
                user=actor,
                organization=organization,
                organization_path=organization.path,
                relation=relation,
                note=within(note, 300, "说明", field="note"),
                declared_at=clock.now(),
            )
    except IntegrityError as error:
        raise OutOfTurn(f"您已申报过与{organization.short_name}的回避关系。") from error
    record(row, "declare_interest", acting=acting, reason=row.get_relation_display())
    forget_scope(actor)
    _hand_on(actor, organization)
    return row


def _hand_on(actor: User, organization: Organization) -> None:
    """Steps about the organization that the person would have decided."""
    pending = ReviewStep.objects.pending_for(actor).filter(application__organization=organization)
    for step in pending.select_related("application", "organization").order_by("application_id"):
        row = locked(step.application)
        step.refresh_from_db(fields=["status", "handler"])
        step.application = row
        if step.status != StepStatus.PENDING or row.status != ApplicationStatus.IN_REVIEW:
            continue
        if step.handler_id == actor.pk:
            step.handler = None
            step.save(update_fields=["handler"])
        if not pass_by_conflict(row, step):
            notices.tell_office(step)


@transaction.atomic
def end_interest(*, actor: User, declaration: InterestDeclaration, reason: str) -> InterestDeclaration:
    """The relation is over; with a reason.

    Raises:
        Refused: another person's. OutOfTurn: ended already. Invalid: without a reason.
    """
    row = InterestDeclaration.objects.select_for_update(of=("self",)).get(pk=declaration.pk)
    acting = require(rules.can_end_interest(actor, row))
    if row.ended_at is not None:
        raise OutOfTurn("该回避已解除。")
    if not reason.strip():
        raise Invalid("请填写解除理由。", code="reason")
    row.ended_at, row.end_reason = clock.now(), within(reason, 300, "解除理由")
    row.save(update_fields=["ended_at", "end_reason"])
    record(row, "end_interest", acting=acting, reason=reason)
    forget_scope(actor)
    return row


@transaction.atomic
def assign_reviews(*, actor: User, steps: Iterable[ReviewStep], handler: User | None) -> int:
    """Say which colleague works on these steps (经办人); anybody of the office may still decide.

    Raises:
        Refused: a step of another office. Invalid: the colleague does not work in the office.
    """
    changed = 0
    for step in steps:
        acting = require(rules.can_assign(actor, step))
        if handler is not None and not holders_of(step.organization_id, Role.OFFICE).filter(pk=handler.pk).exists():
            raise Invalid(f"{handler.name}不在{step.organization.short_name}党建办任职，不能经办。", code="handler")
        if step.status != StepStatus.PENDING or step.handler_id == (handler.pk if handler else None):
            continue
        step.handler = handler
        step.save(update_fields=["handler"])
        record(step, "assign", acting=acting, reason=f"经办人：{handler.name}" if handler else "不指定经办人")
        changed += 1
    return changed


@transaction.atomic
def hand_over_reviews(*, actor: User, organization: Organization, leaver: User, successor: User, reason: str) -> int:
    """What an officer who leaves had in hand goes to the successor: assigned reviews and personal delegations.

    Returns:
        How many reviews and delegations changed hands.

    Raises:
        Refused: neither the office nor one above it. Invalid: the successor works not in the office, or no reason.
    """
    acting = require(rules.can_delegate(actor, organization))
    if not reason.strip():
        raise Invalid("请填写移交理由。", code="reason")
    if leaver.pk == successor.pk:
        raise Invalid("移交人和接收人不能是同一人。", code="successor")
    if not holders_of(organization, Role.OFFICE).filter(pk=successor.pk).exists():
        raise Invalid(f"{successor.name}不在{organization.short_name}党建办任职，请先授权。", code="successor")
    steps = list(open_of(organization, leaver))
    for step in steps:
        step.handler = successor
        step.save(update_fields=["handler"])
        record(step, "hand_over_review", acting=acting, reason=f"{leaver.name}移交{successor.name}：{reason}")
    moved = _move_delegations(organization, leaver, successor)
    notices.tell_handed_over(organization, successor, leaver, len(steps) + len(moved))
    return len(steps) + len(moved)


def open_of(organization: Organization, person: User) -> Sequence[ReviewStep]:
    """Reviews of an office that are not settled and on which a person works."""
    rows = ReviewStep.objects.filter(organization=organization, handler=person)
    rows = rows.filter(status__in=[StepStatus.PENDING, StepStatus.RETURNED, StepStatus.RESERVED])
    return list(rows.select_related("application", "organization").order_by("pk"))


def _move_delegations(organization: Organization, leaver: User, successor: User) -> list[ReviewDelegation]:
    """Delegations to the leaver by offices below or beside, as far as they still last."""
    rows = ReviewDelegation.objects.filter(to_user=leaver, revoked_at=None, ends_on__gte=clock.today())
    rows = rows.exclude(organization=organization).select_for_update(of=("self",))
    moved = list(rows)
    for row in moved:
        row.to_user = successor
        row.save(update_fields=["to_user"])
    return moved
