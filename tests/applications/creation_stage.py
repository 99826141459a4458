"""A site under creation in July 2026: creation runs from 1 June to 30 September."""

import datetime as dt
import uuid
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from apps.applications import services
from apps.applications.models import Application
from apps.core import clock

from .factories import make_approved, make_stage

DAY = dt.date(2026, 7, 1)
DUE = dt.date(2026, 7, 8)
PERIOD = {"kind": "dispatch", "period": "2026-06"}


def make_site(**fields: Any) -> SimpleNamespace:
    """The stage with ``site``, approved; ``task`` is its one task, due on 31 August."""
    stage = make_stage()
    stage.site = make_approved(stage)
    if fields:
        Application.objects.filter(pk=stage.site.pk).update(**fields)
    stage.site = Application.objects.select_related("campaign", "organization").get(pk=stage.site.pk)
    stage.task = stage.site.tasks.get()
    return stage


def write(stage: SimpleNamespace, actor: Any = None, **fields: Any) -> Any:
    values = {**PERIOD, "version": 0, "done": "阵地开工。", **fields}
    return services.save_report(actor=actor or stage.secretary, application=stage.site, **values)


def grant(stage: SimpleNamespace, amount: str = "5", **fields: Any) -> Any:
    values: dict[str, Any] = {"document_number": "演示发〔2026〕8号", "granted_on": DAY, **fields}
    actor = values.pop("actor", stage.office)
    return services.grant_funding(actor=actor, application=stage.site, amount=Decimal(amount), **values)


def spend(stage: SimpleNamespace, amount: str = "12000", **fields: Any) -> Any:
    values: dict[str, Any] = {"key": uuid.uuid4(), "spent_on": DAY, "use": "活动室修缮", **fields}
    actor = values.pop("actor", stage.secretary)
    return services.spend(actor=actor, application=stage.site, amount=Decimal(amount), **values)


def admonish(stage: SimpleNamespace, **fields: Any) -> Any:
    values: dict[str, Any] = {"reason": "任务逾期", "due_on": DUE, **fields}
    actor = values.pop("actor", stage.district)
    return services.issue_admonition(actor=actor, application=stage.site, **values)


def on(day: dt.date = DAY) -> Any:
    return clock.moved_to(day)
