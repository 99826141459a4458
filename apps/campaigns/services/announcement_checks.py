"""What an announcement must hold; every refusal stands at its field."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.utils import timezone

from apps.core import clock
from apps.core.exceptions import Invalid
from apps.organizations.models import Organization

from ..choices import Audience
from ..models import Announcement

#: How far ahead a gathering or a last day may lie.
AHEAD = dt.timedelta(days=731)
LONGEST = dt.timedelta(days=30)
MOST_CHOSEN = 200


def checked(row: Announcement) -> None:
    """Check the whole; what the kind does not ask is emptied.

    Raises:
        Invalid: ``fields`` holds the words by field.
    """
    if not row.is_gathering:
        row.starts_at, row.ends_at, row.place = None, None, ""
    if not row.needs_reply:
        row.reply_by = None
    if row.audience != Audience.CHOSEN:
        row.chosen = []
    wrong = _fields(row) | _times(row)
    if row.audience == Audience.CHOSEN:
        wrong |= _chosen(row)
    _raise(wrong)


def checked_times(row: Announcement, *, told: bool) -> None:
    """Check day, place and last day for replies alone; ``told``: the last day stays as it was."""
    _raise(_fields(row) | _times(row, told=told))


def _raise(wrong: dict[str, str]) -> None:
    if wrong:
        raise Invalid("；".join(wrong.values()), code=next(iter(wrong)), fields=wrong)


def _fields(row: Announcement) -> dict[str, str]:
    try:
        row.clean_fields(exclude=["campaign", "organization", "created_by", "issued_by", "status", "chosen"])
    except ValidationError as error:
        return {name: "；".join(map(str, found)) for name, found in error.message_dict.items()}
    most = Announcement._meta.get_field("text").max_length or 0  # a text column holds any length
    return {"text": f"内容最多 {most} 字，现有 {len(row.text)} 字。"} if len(row.text) > most else {}


def _times(row: Announcement, *, told: bool = False) -> dict[str, str]:
    """``told``: the last day for replies stands as it was told, and may have passed."""
    wrong = _gathering(row) if row.is_gathering else {}
    if row.needs_reply:
        starts = row.starts_at if "starts_at" not in wrong else None
        words = _reply_by(row.reply_by, timezone.localtime(starts).date() if starts else None, told)
        if words:
            wrong["reply_by"] = words
    return wrong


def _gathering(row: Announcement) -> dict[str, str]:
    wrong: dict[str, str] = {}
    now, starts, ends = clock.now(), row.starts_at, row.ends_at
    if starts is None:
        wrong["starts_at"] = "请填写开始时间。"
    elif starts <= now:
        wrong["starts_at"] = "开始时间已过，请填写以后的时间。"
    elif starts > now + AHEAD:
        wrong["starts_at"] = "开始时间请在两年以内。"
    if ends is not None and starts is not None and not starts < ends <= starts + LONGEST:
        wrong["ends_at"] = "结束时间应晚于开始时间，并在开始后 30 天以内。"
    if not row.place:
        wrong["place"] = "请填写地点。"
    return wrong


def _reply_by(day: dt.date | None, starts: dt.date | None, told: bool) -> str:
    today = clock.today()
    if day is None:
        return "请填写回复截止日期。"
    if day < today and not told:
        return "回复截止日期已过，请填写今天或以后的日期。"
    if day > today + AHEAD:
        return "回复截止日期请在两年以内。"
    return "回复截止日期应不晚于开始当天。" if starts is not None and day > starts else ""


def _chosen(row: Announcement) -> dict[str, str]:
    """Each below the office and inside the scope; none at all is said when it is issued."""
    if len(row.chosen) > MOST_CHOSEN:
        return {"chosen": f"最多指定 {MOST_CHOSEN} 个党组织，需要更多的请选它们的上级。"}
    top = max(row.organization_path, row.campaign.scope_path, key=len)
    found = Organization.objects.filter(pk__in=row.chosen, path__startswith=top)
    if found.count() != len(set(row.chosen)):
        return {"chosen": "指定的党组织应是本单位或其下级，并在活动实施范围内。"}
    return {}
