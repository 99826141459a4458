"""Records of phones that wait for a decision: what the office that runs the round is told."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

from django.urls import reverse

from apps.campaigns.models import Campaign
from apps.core import clock
from apps.core.calendar import office_table
from apps.reminders.quarters import last_working_day
from apps.reminders.recipients import Offices, names_of
from apps.reminders.registries import DueNotice, RuleKind, asked, speaks_for

from .models import FieldRecord

WAITING = "record.waiting"

KINDS = (RuleKind(WAITING, "手机检查记录有冲突或待处理（每个工作日）", "组织督查的党建办", words=("事项",)),)


@speaks_for(WAITING, also_late=True)
def waiting(as_of: dt.datetime) -> Iterator[DueNotice]:
    """One line a working day for each campaign and office, until all is decided. Two statements."""
    if asked().everything:  # a summary is owed by nobody
        return
    today = clock.local(as_of).date()
    day, offices = last_working_day(today, office_table()), Offices(today)
    rows = FieldRecord.objects.waiting().filter(
        visit__round__campaign__in=Campaign.objects.reminded().order_by().values("pk")
    )
    columns = (
        "visit__round__organization_path",
        "visit__round__campaign_id",
        "visit__organization__short_name",
        "author_id",
    )
    found: dict[tuple[str, int], list[tuple[str, int]]] = defaultdict(list)
    for path, campaign_id, name, author_id in rows.order_by("received_at").values_list(*columns):
        found[path, campaign_id].append((name, author_id))
    for (path, campaign_id), told in found.items():
        yield from _lines(path, campaign_id, told, offices, day)


def _lines(
    path: str, campaign_id: int, told: list[tuple[str, int]], offices: Offices, day: dt.date
) -> Iterator[DueNotice]:
    topic, office = f"{Campaign._meta.label_lower}:{campaign_id}", offices.at_or_above(path)
    words = f"{len(told)} 份手机检查记录待处理"
    for user_id in offices.of(office) if office else ():
        yield DueNotice(
            rule=WAITING,
            subject=f"{topic}/{offices.id_of(office)}",
            recipient_id=user_id,
            title=words,
            threshold=f"{day:%Y%m%d}",
            body=f"{names_of(dict.fromkeys(name for name, _ in told))}，请比对后决定是否采用。",
            url=f"{reverse('inspections:records')}?status=waiting",
            topic=topic,
            organization_id=offices.id_of(office),
            words={"事项": words},
        )


PROVIDERS = (waiting,)
