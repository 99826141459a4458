"""The shape of what is typed into the form: telephone numbers, days of a plan."""

import datetime as dt
import re
from typing import Any

from django.utils import timezone

from apps.campaigns.choices import PhaseKind
from apps.core import clock

#: A telephone number: area code and number, or a mobile phone, with an extension.
PHONE = re.compile(r"^(?:0\d{2,3})?\d{7,8}(?:转?\d{1,6})?$|^1\d{10}$|^[48]00\d{7}$")
FOREIGN = re.compile(r"[^\d\s()（）+\-—转]")


def phone_is_wrong(phone: str) -> bool:
    """Whether it holds what no telephone number holds."""
    return bool(FOREIGN.search(phone))


def phone_is_odd(phone: str) -> bool:
    """Whether it holds too many or too few digits."""
    return bool(phone) and PHONE.match(re.sub(r"[\s()（）+\-—]", "", phone)) is None


def unfit_date(campaign: Any, day: dt.date) -> str:
    """Why a task cannot be due on a day, or an empty text."""
    if day < clock.today():
        return "完成时限不能早于今天。"
    phase = next((each for each in campaign.phases.all() if each.kind == PhaseKind.CREATION), None)
    if phase is None:
        return ""
    first, last = timezone.localtime(phase.starts_at).date(), timezone.localtime(phase.ends_at).date()
    if first <= day <= last:
        return ""
    span = f"{first.year}年{first.month}月{first.day}日至{last.year}年{last.month}月{last.day}日"
    return f"完成时限应在“{phase.name}”阶段内（{span}）。"
