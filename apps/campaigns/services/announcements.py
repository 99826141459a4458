"""通知公告: written by an office, frozen with its recipients when it is issued, read and answered by them."""

from collections.abc import Mapping
from typing import IO, Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import Value

from apps.accounts.models import User
from apps.core import clock
from apps.core.exceptions import Invalid, StaleVersion
from apps.core.models import FileUse
from apps.core.services import attach_file, remove_file
from apps.core.states import move, record
from apps.core.verdicts import require
from apps.organizations.models import Organization

from ..announcement_rules import can_announce, can_edit, can_issue, can_postpone, can_withdraw
from ..models import Announcement, AnnouncementReceipt, Campaign
from ..queries.announcements import recipients
from .announcement_checks import checked, checked_times
from .announcement_notices import tell_issued, tell_moved, tell_withdrawn

PURPOSE = "announcement"
FIELDS = frozenset("kind title text starts_at ends_at place needs_reply reply_by audience chosen".split())
TIMES = frozenset(("starts_at", "ends_at", "place", "reply_by"))
MOST_FILES = 20
COLUMNS = ("announcement_id", "organization_id", "organization_path", "user_id")


@transaction.atomic
def draft_announcement(*, actor: User, campaign: Campaign, **fields: Any) -> Announcement:
    """Write a draft that only the office's own people see.

    Args:
        fields: kind, title, text; starts_at, ends_at and place of a gathering; needs_reply and reply_by; audience and
            chosen (ids of organizations).

    Raises:
        Refused: no office of the campaign's scope, or the campaign is not running.
        Invalid: ``fields`` says what is wrong where.
    """
    acting = require(can_announce(actor, campaign))
    office = Organization.objects.get(pk=acting.organization_id)
    row = Announcement(campaign=campaign, organization=office, organization_path=office.path, created_by=actor)
    _set(row, fields, FIELDS)
    checked(row)
    row.save()
    record(row, "create", acting=acting)
    return row


@transaction.atomic
def edit_announcement(*, actor: User, announcement: Announcement, version: int, **fields: Any) -> Announcement:
    """Change a draft.

    Raises:
        StaleVersion: somebody else saved meanwhile.
    """
    row = _locked(announcement, version)
    acting = require(can_edit(actor, row))
    _set(row, fields, FIELDS)
    checked(row)
    _save(row)
    record(row, "edit", acting=acting)
    return row


@transaction.atomic
def choose_organization(
    *, actor: User, announcement: Announcement, organization: Organization, chosen: bool
) -> Announcement:
    """Add an organization with all below it to a draft's audience, or take it out."""
    row = _locked(announcement)
    acting = require(can_edit(actor, row))
    others = [pk for pk in row.chosen if pk != organization.pk]
    row.chosen = [*others, organization.pk] if chosen else others
    checked(row)
    _save(row)
    record(row, "edit", acting=acting)
    return row


@transaction.atomic
def remove_announcement(*, actor: User, announcement: Announcement) -> None:
    """Throw a draft away, with its files."""
    row = _locked(announcement)
    acting = require(can_edit(actor, row))
    for use in FileUse.objects.of(row):
        remove_file(actor=actor, use=use)
    record(row, "remove", acting=acting)
    row.delete()


@transaction.atomic
def issue_announcement(*, actor: User, announcement: Announcement, version: int) -> int:
    """Send it: the recipients of this moment are frozen as receipts and told.

    Returns:
        How many were told.

    Raises:
        Refused: not the office's draft, or the campaign is not running. StaleVersion: it was changed meanwhile.
        Invalid: nobody would receive it, or its day has passed meanwhile.
    """
    row = _locked(announcement, version)
    acting = require(can_issue(actor, row))
    checked(row)
    count = _freeze(row)
    if not count:
        raise Invalid("发送范围内没有可以接收的人，请改选范围，或先为有关党组织开通账号。", code="nobody")
    row.issued_by, row.issued_at = actor, clock.now()
    _save(row)
    move(row, "issue", acting=acting)
    tell_issued(row)
    return count


def _freeze(row: Announcement) -> int:
    """One ``INSERT … SELECT``, however many they are; how many."""
    held = recipients(row).annotate(one=Value(row.pk))
    rows = held.values_list("one", "organization_id", "organization__path", "user_id")
    try:
        select, values = rows.query.sql_with_params()
    except EmptyResultSet:  # no organization chosen, nobody has applied
        return 0
    table = AnnouncementReceipt._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(COLUMNS)}, reply, words) SELECT found.*, '', '' FROM ({select}) AS found",
            values,
        )
        return cursor.rowcount


@transaction.atomic
def postpone_announcement(*, actor: User, announcement: Announcement, version: int, **fields: Any) -> Announcement:
    """Another day, place or last day for replies; everybody who was told is told of it.

    Raises:
        Invalid: nothing would change, or a value is wrong. StaleVersion: it was changed meanwhile.
    """
    row = _locked(announcement, version)
    acting = require(can_postpone(actor, row))
    before = {name: getattr(row, name) for name in TIMES}
    _set(row, fields, TIMES)
    checked_times(row, told=row.reply_by == before["reply_by"])
    changed = [name for name in TIMES if getattr(row, name) != before[name]]
    if not changed:
        raise Invalid("时间、地点和回复期限都没有变化。", code="same")
    _save(row)
    words = tell_moved(row, before)
    record(row, "postpone", acting=acting, reason=words)
    return row


@transaction.atomic
def withdraw_announcement(*, actor: User, announcement: Announcement, reason: str) -> Announcement:
    """Take it back: those who were told go on reading it, with the reason."""
    row = _locked(announcement)
    acting = require(can_withdraw(actor, row))
    reason = reason.strip()
    if len(reason) > 300:
        raise Invalid(f"撤回原因最多 300 字，现有 {len(reason)} 字。", code="reason")
    if not reason:
        raise Invalid("请填写撤回原因，接收人可以看到。", code="reason_missing")
    row.withdrawn_at, row.withdrawal = clock.now(), reason
    _save(row)
    move(row, "withdraw", acting=acting, reason=reason)
    tell_withdrawn(row)
    return row


@transaction.atomic
def attach_announcement(*, actor: User, announcement: Announcement, upload: IO[bytes], name: str) -> FileUse:
    """Add a file to a draft; whoever reads the announcement reads it."""
    row = _locked(announcement)
    require(can_edit(actor, row))
    if FileUse.objects.of(row).count() >= MOST_FILES:
        raise Invalid(f"一份通知最多 {MOST_FILES} 个附件。", code="files")
    path = row.organization_path
    return attach_file(actor=actor, upload=upload, name=name, owner=row, purpose=PURPOSE, organization_path=path)


@transaction.atomic
def detach_announcement(*, actor: User, announcement: Announcement, use: FileUse) -> None:
    """Take a file away from a draft."""
    row = _locked(announcement)
    require(can_edit(actor, row))
    remove_file(actor=actor, use=use)


def _locked(announcement: Announcement, version: int | None = None) -> Announcement:
    rows = Announcement.objects.select_for_update(of=("self",)).select_related("campaign", "organization")
    row = rows.filter(pk=announcement.pk).first()
    if row is None:
        raise Invalid("该通知草稿已被删除。", code="gone")
    if version is not None and row.version != int(version):
        raise StaleVersion("该通知刚被他人修改，您的内容没有覆盖；请刷新页面后再办理。")
    return row


def _set(row: Announcement, fields: Mapping[str, Any], known: frozenset[str]) -> None:
    unknown = set(fields) - known
    if unknown:
        raise TypeError(f"not fields of an announcement: {', '.join(sorted(unknown))}")
    for name, value in fields.items():
        setattr(row, name, value.strip() if isinstance(value, str) else value)


def _save(row: Announcement) -> None:
    row.version += 1
    row.save()
