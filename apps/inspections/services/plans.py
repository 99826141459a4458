"""整改方案: what the site will do, who does it, and by when."""

import datetime as dt

from django.db import transaction

from apps.accounts.models import User
from apps.core import clock, states
from apps.core.exceptions import Invalid, StaleVersion
from apps.core.verdicts import require

from .. import finding_rules as rules
from ..models import Finding, RectificationPlan

STALE = "整改方案刚被他人保存过，您的内容没有覆盖，请刷新后再改。"


@transaction.atomic
def file_plan(
    *,
    actor: User,
    finding: Finding,
    measure: str,
    responsible: str,
    promised_on: dt.date,
    version: int | None = None,
) -> RectificationPlan:
    """File the plan of a finding, or change it until the site has answered.

    Args:
        version: of the plan that was read; None where there was none.

    Raises:
        Refused: not the site's secretary, or answered already.
        StaleVersion: somebody else saved it since. Invalid: at which field.
    """
    locked = Finding.objects.select_for_update().get(pk=finding.pk)
    acting = require(rules.can_plan(actor, locked))
    values = _checked(locked, measure.strip(), responsible.strip(), promised_on)
    plan = RectificationPlan.objects.filter(finding=locked).first()
    if plan is None:
        plan = RectificationPlan(finding=locked, version=0)
    elif all(getattr(plan, name) == value for name, value in values.items()):
        return plan
    elif plan.version != version:
        raise StaleVersion(STALE)
    for name, value in values.items():
        setattr(plan, name, value)
    plan.planned_by, plan.planned_at, plan.version = actor, clock.now(), plan.version + 1
    plan.save()
    states.record(locked, "plan_rectification", acting=acting, reason=plan.measure)
    return plan


def _checked(finding: Finding, measure: str, responsible: str, promised_on: dt.date) -> dict[str, object]:
    """Raises: Invalid, with the words at each field."""
    wrong = {}
    if not measure or len(measure) > 1000:
        wrong["measure"] = "请填写，1000 字以内。"
    if not responsible or len(responsible) > 40:
        wrong["responsible"] = "请填写，40 字以内。"
    if promised_on < clock.today():
        wrong["promised_on"] = "不能早于今天。"
    elif promised_on > max(finding.due_on, clock.today() + dt.timedelta(days=LATE_DAYS if _late(finding) else 0)):
        wrong["promised_on"] = (
            f"已逾期，应在 {LATE_DAYS} 天内完成。"
            if _late(finding)
            else f"不能晚于整改期限{finding.due_on:%-m月%-d日}。"
        )
    if wrong:
        raise Invalid(next(iter(wrong.values())), fields=wrong)
    return {"measure": measure, "responsible": responsible, "promised_on": promised_on}


#: What is late already is promised within these days.
LATE_DAYS = 7


def _late(finding: Finding) -> bool:
    return finding.due_on < clock.today()
