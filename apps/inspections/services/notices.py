"""整改通知书: the findings of a visit in one numbered letter, signed for by the site."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F

from apps.accounts.models import User
from apps.core import clock, states
from apps.core.exceptions import Invalid, Refused
from apps.core.verdicts import require

from .. import finding_rules as rules
from ..models import RectificationNotice, Visit
from . import telling
from .numbers import NOTICE, take_number

MAX_TEXT = 2000
USUAL_TEXT = (
    "请对照问题清单逐项制定整改方案，明确整改措施、责任人和完成时间，在期限内整改到位，并通过平台提交整改情况和佐证材料。"
    "对认定的问题有异议的，可在整改期限内提出申辩。"
)


@transaction.atomic
def issue_notice(*, actor: User, visit: Visit, number: str = "", text: str = USUAL_TEXT) -> RectificationNotice:
    """Tell the site the findings of a visit in a letter; those told already are not told again.

    Args:
        number: the next one of the office when empty.

    Raises:
        Refused: not the round's office; not handed in; nothing left to tell. Invalid: the number was used.
    """
    locked = Visit.objects.select_for_update(of=("self",)).select_related("round__organization").get(pk=visit.pk)
    acting = require(rules.can_issue_notice(actor, locked))
    if acting.organization_id is None:
        raise Refused("请以党建办身份办理。")
    text = text.strip()
    if len(text) > MAX_TEXT:
        raise Invalid(f"要求：请控制在 {MAX_TEXT} 字以内。", fields={"text": f"请控制在 {MAX_TEXT} 字以内。"})
    notice = RectificationNotice.objects.create(
        visit=locked,
        organization_path=locked.organization_path,
        issuer_id=acting.organization_id,
        number=take_number(acting.organization_id, NOTICE, number),
        text=text,
        issued_on=clock.today(),
        issued_by=actor,
        issued_at=clock.now(),
    )
    count = locked.findings.live().filter(notice=None).update(notice=notice, version=F("version") + 1)
    states.record(notice, "issue_notice", acting=acting, reason=f"{count} 个问题")
    telling.tell_notice(notice, count)
    return notice


@transaction.atomic
def issue_notices(*, actor: User, visits: Sequence[Visit], text: str = USUAL_TEXT) -> list[RectificationNotice]:
    """The same for several visits, numbered one after the other: all of them, or none."""
    return [issue_notice(actor=actor, visit=visit, text=text) for visit in visits]


@transaction.atomic
def sign_notice(*, actor: User, notice: RectificationNotice) -> RectificationNotice:
    """The site's secretary has received it. Signing twice signs once."""
    locked = RectificationNotice.objects.select_for_update(of=("self",)).select_related("visit").get(pk=notice.pk)
    acting = require(rules.can_sign_notice(actor, locked))
    if locked.received_at is None:
        locked.received_by, locked.received_at = actor, clock.now()
        locked.save(update_fields=["received_by", "received_at"])
        states.record(locked, "sign_notice", acting=acting)
    return locked
