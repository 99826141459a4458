"""立行立改 and 重点督办, set by the office for one finding or many."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.db.models import F

from apps.accounts.models import User
from apps.core import clock, states
from apps.core.exceptions import Invalid
from apps.core.verdicts import require

from .. import finding_rules as rules
from ..choices import FindingStatus
from ..deadlines import AT_ONCE, days_of
from ..models import Finding
from . import telling

KEY_WORDS = {True: "列为重点督办", False: "取消重点督办"}


@transaction.atomic
def follow_findings(*, actor: User, findings: Sequence[Finding], key: bool) -> int:
    """列为重点督办, or no longer; those that are so already stay as they are. Returns how many changed.

    Raises:
        Refused: one of them is closed, or run by another office: none is changed.
    """
    rows = Finding.objects.select_for_update(of=("self",)).filter(pk__in=[finding.pk for finding in findings])
    changed = 0
    for row in rows.select_related("visit__round__organization", "organization").order_by("pk"):
        acting = require(rules.can_flag(actor, row))
        if row.key == key:
            continue
        Finding.objects.filter(pk=row.pk).update(key=key, version=F("version") + 1)
        states.record(row, "flag_finding", acting=acting, reason=KEY_WORDS[key])
        if key:
            telling.tell_flagged(row, "重点督办")
        changed += 1
    return changed


@transaction.atomic
def demand_at_once(*, actor: User, finding: Finding) -> Finding:
    """立行立改: its clock of days begins today, unless it is due earlier.

    Raises:
        Refused: see ``follow_findings``. Invalid: it is answered already.
    """
    row = Finding.objects.select_for_update(of=("self",)).get(pk=finding.pk)
    acting = require(rules.can_flag(actor, row))
    if row.status == FindingStatus.ANSWERED:
        raise Invalid("整改情况已提交，不用再标为立行立改。")
    if row.at_once:
        return row
    due_on = min(row.due_on, clock.today() + dt.timedelta(days=days_of(row.visit.round.campaign)[AT_ONCE]))
    Finding.objects.filter(pk=row.pk).update(at_once=True, due_on=due_on, version=F("version") + 1)
    states.record(row, "flag_finding", acting=acting, reason="列为立行立改")
    row.refresh_from_db()
    telling.tell_flagged(row, "立行立改")
    return row
