"""文号: 〔year〕N号 by issuing office, proposed and then typed as the office likes, once each."""

import re
from typing import Any

from apps.core import clock
from apps.core.exceptions import Invalid
from apps.organizations.models import Organization

from ..choices import Rung
from ..models import Bulletin, RectificationNotice, SupervisionLetter

NOTICE, BULLETIN = "notice", "bulletin"
#: What stands before the year.
WORDS = {
    NOTICE: "督改",
    BULLETIN: "督通",
    Rung.URGE: "督办",
    Rung.GUIDE: "督导",
    Rung.REMIND: "督提",
    Rung.ADMONISH: "督诫",
    Rung.ACCOUNT: "督责",
}
LONGEST = 40
TAKEN = "该文号已用过，请改用其他文号。"


def next_number(issuer_id: int, kind: str) -> str:
    """The next number of the year: 督改〔2026〕3号. One statement."""
    head = f"{WORDS[kind]}〔{clock.today().year}〕"
    used = _numbers(kind, issuer_id).filter(number__startswith=head).values_list("number", flat=True)
    found = (re.fullmatch(r"(\d{1,6})号", number[len(head) :]) for number in used)
    return f"{head}{max((int(match[1]) for match in found if match), default=0) + 1}号"


def take_number(issuer_id: int, kind: str, number: str, *, besides: int | None = None) -> str:
    """The number as typed or the next one; no two of an office are given at once.

    Raises:
        Invalid: too long, or used by this office.
    """
    Organization.objects.select_for_update(no_key=True).get(pk=issuer_id)
    number = number.strip() or next_number(issuer_id, kind)
    if len(number) > LONGEST:
        raise Invalid(f"文号：不超过 {LONGEST} 字。", fields={"number": f"不超过 {LONGEST} 字。"})
    if _numbers(kind, issuer_id).filter(number=number).exclude(pk=besides).exists():
        raise Invalid(f"文号：{TAKEN}", fields={"number": TAKEN})
    return number


def _numbers(kind: str, issuer_id: int) -> Any:
    if kind == BULLETIN:
        return Bulletin.objects.filter(round__organization=issuer_id)
    return (RectificationNotice if kind == NOTICE else SupervisionLetter).objects.filter(issuer=issuer_id)
