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


def checked_times(row: Announcement) -> None:
    """Check day, place and last day for replies alone."""
    _raise(_fields(row) | _times(row))


def _raise(wrong: dict[str, str]) -> None:
    if wrong:
        raise Invalid("；".join(wrong.values()), code=next(iter(wrong)), fields=wrong)


def _fields(row: Announcement) -> dict[str, str]:
    try:
        row.clean_fields(exclude=["campaign", "organization", "created_by", "issued_by", "status", "chosen"])
    except ValidationError as error:
        return {name: "；".join(map(str, found)) for name, found in error.message_dict.items()}
    return {}


def _times(row: Announcement) -> dict[str, str]:
    wrong: dict[str, str] = {}
    now, today = clock.now(), clock.today()
    if row.is_gathering:
        if row.starts_at is None:
            wrong["starts_at"] = "请填写开始时间。"
        elif row.starts_at <= now:
            wrong["starts_at"] = "开始时间已过，请填写以后的时间。"
        elif row.starts_at > now + AHEAD:
            wrong["starts_at"] = "开始时间请在两年以内。"
        if row.ends_at is not None and row.starts_at is not None and row.ends_at <= row.starts_at:
            wrong["ends_at"] = "结束时间应晚于开始时间。"
        elif row.ends_at is not None and row.ends_at > now + AHEAD:
            wrong["ends_at"] = "结束时间请在两年以内。"
        if not row.place:
            wrong["place"] = "请填写地点。"
    if row.needs_reply:
        starts = timezone.localtime(row.starts_at).date() if row.starts_at and "starts_at" not in wrong else None
        if row.reply_by is None:
            wrong["reply_by"] = "请填写回复截止日期。"
        elif row.reply_by < today:
            wrong["reply_by"] = "回复截止日期已过，请填写今天或以后的日期。"
        elif row.reply_by > today + AHEAD:
            wrong["reply_by"] = "回复截止日期请在两年以内。"
        elif starts is not None and row.reply_by > starts:
            wrong["reply_by"] = "回复截止日期应不晚于开始当天。"
    return wrong


def _chosen(row: Announcement) -> dict[str, str]:
    """Each below the office and inside the scope; none at all is said when it is issued."""
    if len(row.chosen) > MOST_CHOSEN:
        return {"chosen": f"最多指定 {MOST_CHOSEN} 个党组织，需要更多的请选它们的上级。"}
    top = max(row.organization_path, row.campaign.scope_path, key=len)
    found = Organization.objects.filter(pk__in=row.chosen, path__startswith=top)
    if found.count() != len(set(row.chosen)):
        return {"chosen": "指定的党组织应是本单位或其下级，并在活动实施范围内。"}
    return {}
