"""The inbox: a notice is a row, unique on rule, subject, recipient and threshold."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Max

from apps.core import clock

from ..models import Notice
from ..registries import DueNotice, providers

BATCH = 1000


def notify(
    *,
    rule: str,
    subject: Any,
    recipients: Iterable[Any],
    title: str,
    body: str = "",
    url: str = "",
    due_at: dt.datetime | None = None,
    threshold: str = "",
) -> int:
    """Put one line into each recipient's inbox, once.

    Args:
        rule: what kind of notice, e.g. ``application.returned``.
        subject: a model instance or an ``app.model:pk`` text.
        recipients: users.
        threshold: tells repeated notices of one rule apart (a date, a number of days, a step).

    Returns:
        The number of new lines.
    """
    key = subject if isinstance(subject, str) else subject_of(subject)
    return store(
        DueNotice(rule, key, recipient.pk, title[:120], threshold, body[:500], url, due_at)
        for recipient in {user.pk: user for user in recipients}.values()
    )


def subject_of(obj: Any) -> str:
    return f"{obj._meta.label_lower}:{obj.pk}"


def send_due_notices(as_of: dt.datetime | None = None) -> int:
    """Ask every provider what is due and put what was not sent yet into the inboxes.

    Safe to run at any time and twice: the unique constraint keeps each line single. After a silence only the
    newest threshold of a series is sent, the one that its provider names last.

    Raises:
        ExceptionGroup: providers that failed; what the others name has been sent all the same.
    """
    moment, sent, failures = as_of or clock.now(), 0, []
    for provider in providers:
        try:
            with transaction.atomic():
                sent += store(newest_of_series(provider(moment)))
        except Exception as error:  # one app's fault must not keep another's deadline from being told
            failures.append(error)
    if failures:
        raise ExceptionGroup("providers of due notices failed", failures)
    return sent


def newest_of_series(due: Iterable[DueNotice]) -> list[DueNotice]:
    """Of each rule, subject and recipient the notice named last."""
    return list({(item.rule, item.subject, item.recipient_id): item for item in due}.values())


def store(due: Iterable[DueNotice]) -> int:
    """Insert the notices that are not there yet; returns how many were new."""
    rows = [
        Notice(
            rule=item.rule,
            subject=item.subject,
            threshold=item.threshold,
            recipient_id=item.recipient_id,
            title=item.title[:120],
            body=item.body[:500],
            url=item.url,
            due_at=item.due_at,
            created_at=clock.now(),
        )
        for item in due
    ]
    if not rows:
        return 0
    newest = Notice.objects.aggregate(newest=Max("pk"))["newest"] or 0
    Notice.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    return Notice.objects.filter(pk__gt=newest, recipient_id__in={row.recipient_id for row in rows}).count()


@transaction.atomic
def mark_read(*, actor: Any, notice: Notice) -> None:
    """Note that the recipient has read the line."""
    Notice.objects.visible_to(actor).unread().filter(pk=notice.pk).update(read_at=clock.now())


@transaction.atomic
def mark_all_read(*, actor: Any) -> int:
    return Notice.objects.visible_to(actor).unread().update(read_at=clock.now())
