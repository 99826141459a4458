"""Roles are granted and ended by the security officer alone, and each such act ends the person's sessions."""

import datetime as dt

from django.db import transaction

from apps.accounts.choices import Role
from apps.accounts.models import User
from apps.accounts.services import end_sessions
from apps.core import clock
from apps.core.exceptions import Invalid, OutOfTurn
from apps.core.states import record
from apps.core.verdicts import require

from .. import rules
from ..access import forget_scope
from ..models import Membership, Organization
from ..querysets import lasting


@transaction.atomic
def grant_role(
    *,
    actor: User | None,
    user: User,
    organization: Organization,
    role: str,
    title: str = "",
    started_on: dt.date | None = None,
    ended_on: dt.date | None = None,
    reason: str = "",
) -> Membership:
    """Give a person a role for an organization over a period.

    Args:
        actor: a security officer; None for the system.
        started_on: first day, today by default.
        ended_on: last day when it is known already.
        reason: the basis of the grant, such as a decision's number; required of people.

    Raises:
        Refused: not a security officer, one's own role, or roles that exclude each other (三员分立).
        Invalid: no reason, dates in the wrong order, a closed organization, or the role is held already.
    """
    # Two officers granting at once must not slip past the separation of duties.
    User.objects.select_for_update().get(pk=user.pk)
    started_on = started_on or clock.today()
    held = Membership.objects.filter(user=user).filter(lasting(started_on))
    acting = require(rules.can_grant_role(actor, user, role, held.values_list("role", flat=True)))
    _check_grant(actor, organization, started_on, ended_on, reason)
    if held.filter(organization=organization, role=role).exists():
        raise Invalid(f"“{user.name}”已是{organization.short_name}的{Role(role).label}。")
    membership = Membership.objects.create(
        user=user,
        organization=organization,
        role=role,
        title=title.strip(),
        started_on=started_on,
        ended_on=ended_on,
        granted_by=actor,
        reason=reason.strip(),
    )
    _changed(user)
    record(membership, "grant_role", acting=acting, reason=reason)
    return membership


@transaction.atomic
def end_role(*, actor: User | None, membership: Membership, ended_on: dt.date | None = None, reason: str) -> Membership:
    """End a role. The last day counts: without one given, the role ends with yesterday, so at once.

    Raises:
        Refused: not a security officer, or one's own role.
        Invalid: no reason, or a last day before the first.
        OutOfTurn: the role has ended already.
    """
    acting = require(rules.can_end_role(actor, membership))
    fresh = Membership.objects.select_for_update().get(pk=membership.pk)
    today = clock.today()
    if fresh.ended_on is not None and fresh.ended_on < today:
        raise OutOfTurn("该角色已终止，请刷新后查看。")
    if not reason.strip():
        raise Invalid("请填写终止角色的理由。", code="reason_missing")
    if ended_on is not None and ended_on < fresh.started_on:
        raise Invalid("最后有效日不能早于开始日期。")
    ended_on = ended_on or at_once(fresh.started_on, today)
    Membership.objects.filter(pk=fresh.pk).update(ended_on=ended_on)
    membership.ended_on = ended_on
    _changed(membership.user)
    record(membership, "end_role", acting=acting, reason=reason)
    return membership


def at_once(started_on: dt.date, today: dt.date) -> dt.date:
    """The last day of what ends now: yesterday, or the day before it would have begun."""
    return max(today, started_on) - dt.timedelta(days=1)


def _check_grant(
    actor: User | None, organization: Organization, started_on: dt.date, ended_on: dt.date | None, reason: str
) -> None:
    if actor is not None and not reason.strip():
        raise Invalid("请填写授权依据。", code="reason_missing")
    if ended_on is not None and ended_on < started_on:
        raise Invalid("结束日期不能早于开始日期。")
    if organization.closed_on:
        raise Invalid(f"{organization.short_name}已撤销，不能授予角色。")


def _changed(user: User) -> None:
    end_sessions(user)
    forget_scope(user)
