"""Money of a campaign and its sites. What was granted and spent is never changed: a wrong entry is voided.

Lock order: the application, then its entries.
"""

import datetime as dt
import uuid
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, models, transaction

from apps.accounts.models import User
from apps.campaigns.models import Campaign
from apps.core import clock
from apps.core.exceptions import Invalid, StaleVersion
from apps.core.limits import within
from apps.core.services import attach_file
from apps.core.states import move, record
from apps.core.verdicts import require

from .. import creation_notices, creation_rules
from ..models import Application, CampaignFunding, FundingExpense, FundingGrant, PartnerSupport
from ..money import TEN_THOUSAND, wan
from ..queries.funding import alerts_for, money_of
from .checking import check_fields
from .locks import locked, office_of

VOUCHER = "voucher"
#: 万元; beyond it a slip of the pen (元 typed as 万元) is likelier than a grant.
MOST_WAN = Decimal(9999)
MOST_YUAN = Decimal(99_990_000)


@transaction.atomic
def set_budget(
    *,
    actor: User,
    campaign: Campaign,
    version: int,
    budget: Decimal | None,
    ceiling: Decimal | None,
    note: str = "",
) -> CampaignFunding:
    """What the campaign may spend and the ceiling for one site, in 万元.

    Args:
        version: the version that was read; 0 when nothing was set yet.

    Raises:
        Refused: see ``creation_rules.can_set_budget``. StaleVersion. Invalid: negative, absurd, ceiling above budget.
    """
    Campaign.objects.select_for_update().get(pk=campaign.pk)
    acting = require(creation_rules.can_set_budget(actor, campaign))
    row = CampaignFunding.objects.filter(campaign=campaign).first() or CampaignFunding(campaign=campaign, version=0)
    if row.version != version:
        raise StaleVersion("经费设定刚被他人改过，请刷新后再改。")
    for label, value in (("经费总额", budget), ("单点上限", ceiling)):
        if value is not None and not 0 <= value <= MOST_WAN:
            raise Invalid(f"{label}：应为0至{MOST_WAN}万元。")
    if budget is not None and ceiling is not None and ceiling > budget:
        raise Invalid("单点上限：不能大于经费总额。")
    row.budget, row.ceiling, row.note = budget, ceiling, within(note, 200, "经费来源和说明", field="note")
    row.organization_path, row.version = campaign.organization_path, version + 1
    row.save()
    record(campaign, "funding", acting=acting, reason=f"总额 {wan(budget)}，单点上限 {wan(ceiling)}")
    return row


@transaction.atomic
def grant_funding(
    *,
    actor: User,
    application: Application,
    amount: Decimal,
    document_number: str,
    granted_on: dt.date,
    source: str = "",
    note: str = "",
) -> FundingGrant:
    """Approve an amount in 万元, whole or in part; several grants add up.

    Beyond the request, the ceiling or the budget it takes a reason (``note``).

    Raises:
        Refused, OutOfTurn: see ``creation_rules.can_grant``.
        Invalid: not positive, absurd, a day to come, no document, the same document twice, no reason where one is due.
    """
    owner = locked(application)
    acting = require(creation_rules.can_grant(actor, owner))
    # One campaign's grants are counted one after the other: two at once must not pass the budget unseen.
    Campaign.objects.select_for_update().get(pk=owner.campaign_id)
    _amount("批复金额", amount, MOST_WAN, "万元")
    _past("批复日期", granted_on)
    told = alerts_for(owner, more=amount)
    if told and not note.strip():
        raise Invalid(f"{'；'.join(told)}。确需批复的，请在说明中写明理由。")
    row = FundingGrant(
        application=owner, organization_path=owner.organization_path, amount=amount,
        document_number=document_number.strip(), granted_on=granted_on, source=source.strip(), note=note.strip(),
        organization_id=office_of(acting), entered_by=actor, entered_at=clock.now(),
    )  # fmt: skip
    check_fields(row)
    _insert(row, f"文号“{row.document_number}”已登记过批复，请核对。")
    record(row, "create", acting=acting, reason=f"{wan(amount)}，{row.document_number}")
    creation_notices.tell_granted(row)
    return row


@transaction.atomic
def void_grant(*, actor: User, grant: FundingGrant, reason: str) -> FundingGrant:
    """A grant was entered wrongly.

    Raises:
        Refused, OutOfTurn: see ``creation_rules.can_grant``; voided already.
        Invalid: without a reason; or more was spent than would remain granted.
    """
    owner = locked(grant.application)
    acting = require(creation_rules.can_grant(actor, owner))
    money = money_of(owner)
    if grant.status == "standing" and money.spent > money.granted - grant.amount:
        raise Invalid(f"已登记支出 {wan(money.spent)}，作废后批复不足，请先核对支出。")
    move(grant, "void", acting=acting, reason=reason)
    return grant


@transaction.atomic
def spend(
    *,
    actor: User,
    application: Application,
    key: uuid.UUID,
    spent_on: dt.date,
    amount: Decimal,
    use: str,
    payee: str = "",
    voucher_number: str = "",
    uploads: Iterable[Any] = (),
) -> FundingExpense:
    """Enter what was spent of the granted money, in 元, with its vouchers.

    Args:
        key: made by the form; the same one again gives the entry that is there.

    Raises:
        Refused, OutOfTurn: see ``creation_rules.can_spend``.
        Invalid: not positive, absurd, a day to come or before the first grant, more than remains.
    """
    owner = locked(application)
    acting = require(creation_rules.can_spend(actor, owner))
    known = FundingExpense.objects.filter(application=owner, key=key).first()
    if known is not None:
        return known
    money = money_of(owner)
    if not money.granted:
        raise Invalid("还没有经费批复，自筹经费不在此登记。")
    if amount > money.remaining * TEN_THOUSAND:  # before the absurd: what remains is the sentence that helps
        raise Invalid(f"金额：批复结余 {wan(money.remaining)}，支出不能超过结余；自筹部分不在此登记。")
    _amount("金额", amount, MOST_YUAN, "元")
    _past("支出日期", spent_on)
    row = FundingExpense(
        application=owner, organization_path=owner.organization_path, key=key, spent_on=spent_on, amount=amount,
        use=use.strip(), payee=payee.strip(), voucher_number=voucher_number.strip(), entered_by=actor,
        entered_at=clock.now(),
    )  # fmt: skip
    check_fields(row)
    row.save()
    for upload in uploads:
        attach_file(
            actor=actor, upload=upload, name=upload.name or "", owner=row, purpose=VOUCHER,
            organization_path=row.organization_path,
        )  # fmt: skip
    record(row, "create", acting=acting, reason=f"{row.use} {amount} 元")
    return row


@transaction.atomic
def void_expense(*, actor: User, expense: FundingExpense, reason: str) -> FundingExpense:
    """An expense was entered wrongly. Raises: see ``spend``; Invalid without a reason."""
    acting = require(creation_rules.can_spend(actor, locked(expense.application)))
    move(expense, "void", acting=acting, reason=reason)
    return expense


@transaction.atomic
def note_support(
    *,
    actor: User,
    application: Application,
    key: uuid.UUID,
    partner: str,
    kind: str,
    content: str,
    supported_on: dt.date,
    amount: Decimal | None = None,
) -> PartnerSupport:
    """Enter what a partner gave; ``amount`` in 万元 where it can be told.

    Raises:
        Refused, OutOfTurn: see ``creation_rules.can_note_support``. Invalid: a value does not fit, a day to come.
    """
    owner = locked(application)
    acting = require(creation_rules.can_note_support(actor, owner))
    known = PartnerSupport.objects.filter(application=owner, key=key).first()
    if known is not None:
        return known
    if amount is not None and not 0 <= amount <= MOST_WAN:
        raise Invalid(f"折合金额：应为0至{MOST_WAN}万元。")
    _past("日期", supported_on)
    row = PartnerSupport(
        application=owner, organization_path=owner.organization_path, key=key, partner=partner.strip(), kind=kind,
        content=content.strip(), amount=amount, supported_on=supported_on, entered_by=actor, entered_at=clock.now(),
    )  # fmt: skip
    check_fields(row)
    row.save()
    record(row, "create", acting=acting, reason=str(row))
    return row


@transaction.atomic
def void_support(*, actor: User, support: PartnerSupport, reason: str) -> PartnerSupport:
    """An entry was wrong. Raises: see ``note_support``; Invalid without a reason."""
    acting = require(creation_rules.can_note_support(actor, locked(support.application)))
    move(support, "void", acting=acting, reason=reason)
    return support


def _amount(label: str, value: Decimal, most: Decimal, unit: str) -> None:
    if not 0 < value <= most:
        raise Invalid(f"{label}：应大于0，不超过{most}{unit}。")


def _past(label: str, day: dt.date) -> None:
    if day > clock.today():
        raise Invalid(f"{label}：不能晚于今天。")
    if day.year < clock.today().year - 5:
        raise Invalid(f"{label}：早于五年前，请核对。")


def _insert(row: models.Model, twice: str) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Invalid(twice) from error
