"""The inbox: a notice is a row, unique on rule, subject, recipient and threshold."""

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.db import connection, transaction

from apps.core import clock
from apps.core.limits import shortened

from ..copies import Copies
from ..models import Notice
from ..registries import Due, DueNotice, naming_late, providers, standing
from ..rule_book import RuleBook

#: Lines of one run on their way into the inboxes: streamed to the server, never held here.
TEMPORARY = """
CREATE TEMPORARY TABLE due_now (
    n bigserial, rule text, subject text, threshold text, recipient_id bigint, title text, body text, url text,
    due_at timestamptz, topic text, organization_id bigint, outside boolean
) ON COMMIT DROP
"""
COLUMNS = "rule, subject, threshold, recipient_id, title, body, url, due_at, topic, organization_id, outside"
COPY = f"COPY due_now ({COLUMNS}) FROM STDIN"
INSERT = f"INSERT INTO reminders_notice ({COLUMNS}, created_at) VALUES {{}} ON CONFLICT DO NOTHING"
STORE_NEW = f"""
INSERT INTO reminders_notice ({COLUMNS}, created_at) SELECT {COLUMNS}, %(now)s FROM due_now ORDER BY n
ON CONFLICT DO NOTHING
"""
#: After a silence only the newest of a series; what was withdrawn and is owed once more comes back unread.
STORE = f"""
INSERT INTO reminders_notice ({COLUMNS}, created_at)
SELECT {COLUMNS}, %(now)s
  FROM (SELECT DISTINCT ON (rule, subject, recipient_id) * FROM due_now
         ORDER BY rule, subject, recipient_id, n DESC) AS newest
ON CONFLICT (rule, subject, recipient_id, threshold) DO UPDATE
   SET withdrawn_at = NULL, read_at = NULL, created_at = excluded.created_at, title = excluded.title,
       body = excluded.body, url = excluded.url, due_at = excluded.due_at
 WHERE reminders_notice.withdrawn_at IS NOT NULL
"""
#: The lines of a run fit into this; with less the server sorts them on disk.
ROOM = "SET LOCAL work_mem = '64MB'"
#: Unread lines of the provider's rules that it names no more, or names with a newer threshold; not where it is paused.
WITHDRAW = """
UPDATE reminders_notice AS old SET withdrawn_at = %(now)s
 WHERE old.rule = ANY(%(rules)s) AND old.read_at IS NULL AND old.withdrawn_at IS NULL AND {}
   AND old.rule || ' ' || old.topic <> ALL(%(paused)s)
   AND NOT EXISTS (SELECT 1 FROM due_now AS new
                    WHERE (new.rule, new.subject, new.recipient_id, new.threshold)
                        = (old.rule, old.subject, old.recipient_id, old.threshold))
"""
NOT_OVER, ANY_DAY = "old.due_at > %(now)s", "TRUE"
#: A run of the job that meets another one leaves the work to it.
LOCK = 5_2026_11
BATCH = 2000
#: So many lines of an act go into one statement; more are streamed.
FEW = 500


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
    topic: str = "",
) -> int:
    """Put one line into each recipient's inbox, once.

    Args:
        rule: what kind of notice, e.g. ``application.returned``.
        subject: a model instance or an ``app.model:pk`` text.
        recipients: users.
        threshold: tells repeated notices of one rule apart (a date, a number of days, a step).
        topic: the campaign's ``app.model:pk``.

    Returns:
        The number of new lines.
    """
    key = subject if isinstance(subject, str) else subject_of(subject)
    return store(
        DueNotice(rule, key, recipient.pk, title, threshold, body, url, due_at, topic)
        for recipient in {user.pk: user for user in recipients}.values()
    )


def subject_of(obj: Any) -> str:
    return f"{obj._meta.label_lower}:{obj.pk}"


def send_due_notices(as_of: dt.datetime | None = None, sources: Iterable[Due] | None = None) -> int:
    """Ask every provider what is due and put what was not sent yet into the inboxes.

    Safe to run at any time, twice and by two at once: the unique constraint keeps each line single. After a
    silence only the newest threshold of a series is sent, the one that its provider names last. Lines of a
    provider with ``speaks_for`` that are owed no more are withdrawn.

    Args:
        sources: the providers to ask; every one that is registered where None.

    Raises:
        ExceptionGroup: providers that failed; what the others name has been sent all the same.
    """
    moment, sent, failures, book = as_of or clock.now(), 0, [], RuleBook()
    for provider in providers if sources is None else sources:
        try:
            with transaction.atomic():
                sent += _send(provider, moment, book)
        except Exception as error:  # one app's fault must not keep another's deadline from being told
            failures.append(error)
    if failures:
        raise ExceptionGroup("providers of due notices failed", failures)
    return sent


def _send(provider: Due, moment: dt.datetime, book: RuleBook) -> int:
    rules = standing.get(provider, ())
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        cursor.execute(ROOM)
        _load(cursor, _as_set(provider(moment), book, moment))
        cursor.execute(STORE, {"now": moment})
        sent = cursor.rowcount
        if rules:
            which = ANY_DAY if provider in naming_late else NOT_OVER
            cursor.execute(WITHDRAW.format(which), {"now": moment, "rules": list(rules), "paused": book.paused()})
        cursor.execute("DROP TABLE due_now")
    return sent


def _as_set(due: Iterable[DueNotice], book: RuleBook, moment: dt.datetime) -> Iterator[tuple[Any, ...]]:
    """Rows as the campaigns' offices want them, with the copies that they asked for; paused rules say nothing."""
    copies = Copies(clock.local(moment).date())
    for item in due:
        setting = book.setting(item.topic, item.rule)
        if setting is None:
            yield _row(item, item.body, True)
        elif not setting.is_paused:
            copied = copies.of(item) if setting.copies_office else ()
            for each in (item, *copied):
                yield _row(each, book.body(item), setting.outside)


def store(due: Iterable[DueNotice]) -> int:
    """Insert the lines that are not there yet; returns how many were new."""
    rows = [_row(item, item.body, True) for item in due]
    if not rows:
        return 0
    with connection.cursor() as cursor:
        if len(rows) > FEW:
            return _store_many(cursor, rows)
        moment = clock.now()
        one = f"({', '.join(['%s'] * (len(rows[0]) + 1))})"
        cursor.execute(INSERT.format(", ".join([one] * len(rows))), [value for row in rows for value in (*row, moment)])
        return int(cursor.rowcount)


def _store_many(cursor: Any, rows: list[tuple[Any, ...]]) -> int:
    with transaction.atomic():
        _load(cursor, rows)
        cursor.execute(STORE_NEW, {"now": clock.now()})
        new = int(cursor.rowcount)
        cursor.execute("DROP TABLE due_now")
    return new


def _load(cursor: Any, rows: Iterable[tuple[Any, ...]]) -> None:
    """Providers ask the database while they name their lines, and no statement runs inside a COPY: so in batches."""
    cursor.execute(TEMPORARY)
    rest = iter(rows)
    while batch := list(islice(rest, BATCH)):
        with cursor.copy(COPY) as copy:
            for row in batch:
                copy.write_row(row)


def _row(item: DueNotice, body: str, outside: bool) -> tuple[Any, ...]:
    """One line in the order of ``COLUMNS``, shortened to what the columns hold."""
    rule, subject, recipient_id, title, threshold, _, url, due_at, topic, organization_id, _ = item
    told = shortened(title, 120), shortened(body, 500), url, due_at, topic, organization_id, outside
    return (rule, subject, threshold, recipient_id, *told)


@transaction.atomic
def withdraw_unread(*, rules: Iterable[str], subject: Any) -> int:
    """Take back what is no longer so: the lines about a subject that nobody has read yet; how many."""
    unread = Notice.objects.filter(
        rule__in=list(rules), subject=subject_of(subject), read_at__isnull=True, withdrawn_at__isnull=True
    )
    return unread.update(withdrawn_at=clock.now())


@transaction.atomic
def mark_read(*, actor: Any, notice: Notice) -> None:
    """Note that the recipient has read the line."""
    Notice.objects.visible_to(actor).unread().filter(pk=notice.pk).update(read_at=clock.now())


@transaction.atomic
def mark_all_read(*, actor: Any) -> int:
    return Notice.objects.visible_to(actor).unread().update(read_at=clock.now())
