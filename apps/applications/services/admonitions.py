"""约谈提醒: issued by an office above, answered by the site, settled by the office."""

import datetime as dt

from django.db import transaction

from apps.accounts.models import User
from apps.core import clock
from apps.core.exceptions import Invalid, OutOfTurn
from apps.core.states import move, record
from apps.core.verdicts import require

from .. import creation_notices, creation_rules
from ..models import Admonition, Application
from .locks import locked, office_of

OPEN = ("issued", "answered")
LONGEST = 180


@transaction.atomic
def issue_admonition(
    *, actor: User, application: Application, reason: str, due_on: dt.date, demand: str = ""
) -> Admonition:
    """Tell a site that it lags behind, why, and by when it answers.

    Raises:
        Refused, OutOfTurn: see ``creation_rules.can_admonish``; or one is open already.
        Invalid: no reason, too long, a deadline that is past or more than half a year away.
    """
    owner = locked(application)
    acting = require(creation_rules.can_admonish(actor, owner))
    standing = owner.admonitions.filter(status__in=OPEN).select_related("issuer").first()
    if standing is not None:
        raise OutOfTurn(f"{standing.issuer.short_name}已发出约谈提醒，办结后方可再发。")
    why, wanted, today = reason.strip(), demand.strip(), clock.today()
    if not why or len(why) > 500 or len(wanted) > 500:
        raise Invalid("约谈事由：请填写，500字以内；工作要求500字以内。")
    _check_deadline(due_on, today)
    made = Admonition.objects.create(
        application=owner, organization_path=owner.organization_path, issuer_id=office_of(acting), reason=why,
        demand=wanted, due_on=due_on, issued_by=actor, issued_at=clock.now(),
    )  # fmt: skip
    record(made, "create", acting=acting, reason=why)
    creation_notices.tell_admonished(made)
    return made


def _check_deadline(due_on: dt.date, today: dt.date) -> None:
    if due_on <= today:
        raise Invalid("回复期限：应晚于今天。")
    if (due_on - today).days > LONGEST:
        raise Invalid(f"回复期限：不超过 {LONGEST} 天。")


@transaction.atomic
def answer_admonition(*, actor: User, admonition: Admonition, text: str) -> Admonition:
    """The site says what it does about it.

    Raises:
        Refused, OutOfTurn: see ``creation_rules.can_answer_admonition``. Invalid: empty or over 1000 characters.
    """
    row = _locked(admonition)
    acting = require(creation_rules.can_answer_admonition(actor, row))
    words = text.strip()
    if not words or len(words) > 1000:
        raise Invalid("整改措施和进展：请填写，1000字以内。")
    move(row, "answer", acting=acting, reason=words)
    row.answer, row.answered_by, row.answered_at = words, actor, clock.now()
    row.save(update_fields=["answer", "answered_by", "answered_at"])
    creation_notices.tell_answered(row)
    return row


@transaction.atomic
def send_back_answer(*, actor: User, admonition: Admonition, reason: str) -> Admonition:
    """The answer is not enough: the site answers again."""
    return _settle(actor, admonition, "send_back", reason)


@transaction.atomic
def close_admonition(*, actor: User, admonition: Admonition, reason: str = "") -> Admonition:
    """The matter is settled."""
    return _settle(actor, admonition, "close", reason)


@transaction.atomic
def withdraw_admonition(*, actor: User, admonition: Admonition, reason: str) -> Admonition:
    """It was issued in error; the reason stays."""
    return _settle(actor, admonition, "withdraw", reason)


def _settle(actor: User, admonition: Admonition, verb: str, reason: str) -> Admonition:
    """Raises: Refused (not the issuing office), OutOfTurn, Invalid (a reason is missing)."""
    row = _locked(admonition)
    acting = require(creation_rules.can_settle_admonition(actor, row))
    move(row, verb, acting=acting, reason=reason)
    creation_notices.tell_settled(row, verb, reason)
    return row


def _locked(admonition: Admonition) -> Admonition:
    rows = Admonition.objects.select_for_update(of=("self",))
    return rows.select_related("application__campaign", "application__organization", "issuer").get(pk=admonition.pk)
