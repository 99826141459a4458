"""Values in the words of the interface: dates, deadlines, numbers, scores, sizes."""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from django.utils import timezone

from apps.core import clock

NOTHING = "—"
WEEKDAYS = "一二三四五六日"
#: A deadline this many days away, or fewer, is shown as urgent.
SOON_DAYS = 3


def as_date(value: date | datetime | None) -> date | None:
    """Return the local calendar day of ``value``."""
    if isinstance(value, datetime):
        return as_local(value).date()
    return value or None


def as_local(value: datetime) -> datetime:
    """Return ``value`` in the portal's time zone."""
    return value if value.tzinfo is None else clock.local(value)


def date_short(value: date | datetime | None) -> str:
    """``11月23日``; the year is written when it is not the current one."""
    day = as_date(value)
    if day is None:
        return NOTHING
    year = "" if day.year == clock.today().year else f"{day.year}年"
    return f"{year}{day.month}月{day.day}日"


def date_cn(value: date | datetime | None) -> str:
    """``11月23日（周一）``."""
    day = as_date(value)
    return NOTHING if day is None else f"{date_short(day)}（周{WEEKDAYS[day.weekday()]}）"


def date_full(value: date | datetime | None) -> str:
    """``2026年11月23日``, for documents and notices."""
    day = as_date(value)
    return NOTHING if day is None else f"{day.year}年{day.month}月{day.day}日"


def month_cn(value: date | datetime | None) -> str:
    """``2026年11月``."""
    day = as_date(value)
    return NOTHING if day is None else f"{day.year}年{day.month}月"


def time_cn(value: datetime | None) -> str:
    """``10:32``."""
    return as_local(value).strftime("%H:%M") if value else NOTHING


def datetime_cn(value: datetime | None) -> str:
    """``11月23日 10:32``."""
    return f"{date_short(value)} {time_cn(value)}" if value else NOTHING


def moment_cn(value: datetime | None) -> str:
    """``10:32`` of today, ``11月23日 10:32`` of another day."""
    today = value is not None and as_local(value).date() == clock.today()
    return time_cn(value) if today else datetime_cn(value)


def date_range(first: date | None, last: date | None) -> str:
    """``11月23日—12月4日``; open ends read ``11月23日起`` and ``至12月4日``."""
    if not first and not last:
        return NOTHING
    if not last:
        return f"{date_short(first)}起"
    if not first:
        return f"至{date_short(last)}"
    return date_short(first) if as_date(first) == as_date(last) else f"{date_short(first)}—{date_short(last)}"


def to_decimal(value: object) -> Decimal | None:
    """Read a number without the noise of binary fractions; ``None`` and empty text give ``None``."""
    if value is None or value == "":
        return None
    try:
        return Decimal(str(value))
    except InvalidOperation as error:
        raise ValueError(f"not a number: {value!r}") from error


def rounded(value: Decimal, places: int) -> Decimal:
    """Round half up, as the plans score."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def score(value: object, places: int = 2) -> str:
    """``96.26``: two places, half up."""
    amount = to_decimal(value)
    return NOTHING if amount is None else f"{rounded(amount, places):,f}"


def number(value: object) -> str:
    """``1,286`` or ``18.5``: grouped, without trailing zeros, at most two places."""
    amount = to_decimal(value)
    if amount is None:
        return NOTHING
    text = f"{rounded(amount, 2):,f}"
    return text.rstrip("0").rstrip(".")


def percent(ratio: object, places: int = 0) -> str:
    """``34%`` from 0.34."""
    amount = to_decimal(ratio)
    return NOTHING if amount is None else f"{rounded(amount * 100, int(places)):f}%"


def share(part: object, whole: object, places: int = 0) -> str:
    """``34%`` from 92 of 268; an empty whole gives a dash."""
    above, below = to_decimal(part), to_decimal(whole)
    return NOTHING if above is None or not below else percent(above / below, places)


def file_size(size: int | None) -> str:
    """``1.2 MB`` from bytes."""
    if size is None:
        return NOTHING
    if size < 1024:
        return f"{size} B"
    if size < 1024 * 1024:
        return f"{size // 1024} kB"
    return f"{rounded(Decimal(size) / (1024 * 1024), 1):f} MB"


def due_words(due: date | datetime, *, done: bool = False) -> tuple[str, str, str]:
    """Return tone, icon and words of a deadline.

    A deadline is never stated by colour alone: ``还剩 3 天`` · ``今天到期`` · ``已逾期 2 天`` · ``已办结``.
    """
    if done:
        return "idle", "check", "已办结"
    left = ((as_date(due) or clock.today()) - clock.today()).days
    if left < 0:
        return "bad", "late", f"已逾期 {-left} 天"
    if left == 0:
        return _due_today(due)
    return ("warn" if left <= SOON_DAYS else "idle"), "clock", f"还剩 {left} 天"


def _due_today(due: date | datetime) -> tuple[str, str, str]:
    if not isinstance(due, datetime):
        return "warn", "clock", "今天到期"
    now = clock.now() if timezone.is_aware(due) else timezone.make_naive(clock.now())
    if due < now:
        return "bad", "late", f"今天 {time_cn(due)} 已到期"
    return "warn", "clock", f"今天 {time_cn(due)} 到期"
