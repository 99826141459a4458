"""组织生活 that a standard in force asks for and that nobody has recorded: near the end of its period and after it.

A standard is in force for an organization while it stands in a running campaign with an application that counts.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from django.contrib.postgres.aggregates import ArrayAgg

from apps.campaigns.models import Campaign
from apps.core import clock
from apps.core.addresses import address_of
from apps.core.calendar import office_table
from apps.core.components import text
from apps.organizations.cadences import MONTHS, Span, spans
from apps.organizations.models import WorkRecord
from apps.reminders.quarters import LAST_DAYS, first_working_day
from apps.reminders.recipients import secretaries
from apps.reminders.registries import DueNotice, RuleKind, speaks_for
from apps.reminders.thresholds import speaking_day
from apps.standards import engine
from apps.standards.engine.measures.time import Frequency
from apps.standards.models import StandardVersion
from apps.standards.queries import engine_version

from .choices import ApplicationStatus
from .models import Application

RULE = "record.missing"
KINDS = (RuleKind(RULE, "组织生活未按周期开展（期末和期后）", "书记", words=("单位", "事项", "截止")),)
COUNTED = (
    ApplicationStatus.IN_REVIEW,
    ApplicationStatus.RETURNED,
    ApplicationStatus.CREATING,
    ApplicationStatus.AWAITING_INSPECTION,
)
#: A month is asked about in its last third.
LAST_DAYS_OF_MONTH = 10


class Site(NamedTuple):
    organization_id: int
    campaign_id: int
    name: str
    sector: str
    kind: str
    level: str
    version_id: int


class Cadence(NamedTuple):
    """So many of a kind of record in each period."""

    record: str
    label: str
    times: int
    per: str


@speaks_for(RULE, also_late=True)
def due(as_of: dt.datetime) -> Iterator[DueNotice]:
    """One line per organization, kind of record, period and secretary. A fixed number of statements.

    Work that is recorded later for a day of the period takes the line back.
    """
    today, table = clock.local(as_of).date(), office_table()
    open_spans = {str(per): _asked_about(per, today, table) for per in MONTHS}
    sites = Application.objects.filter(
        status__in=COUNTED, campaign__in=Campaign.objects.reminded().order_by().values("pk")
    ).order_by()
    held = _held(sites, min((span.first for found in open_spans.values() for span in found), default=today))
    people = secretaries(sites.values("organization_id"), today)
    told: set[tuple[int, str, str]] = set()
    for site, cadence in _asked(sites):
        days = held.get((site.organization_id, cadence.record), ())
        for span in open_spans[cadence.per]:
            key = (site.organization_id, cadence.record, span.full)
            count = sum(span.holds(day) for day in days)
            if count < cadence.times and key not in told:
                told.add(key)
                for user_id in people.get(site.organization_id, ()):
                    yield _line(site, cadence, span, count, user_id, today)


def _asked(sites: Any) -> Iterator[tuple[Site, Cadence]]:
    """Every site with each cadence that its standard asks of its sector, kind and level."""
    used = StandardVersion.objects.filter(pk__in=sites.values("standard_version_id"))
    versions = {each.pk: engine_version(each) for each in used}

    @cache
    def of(version_id: int, sector: str, kind: str, level: str) -> tuple[Cadence, ...]:
        return tuple(_cadences(versions[version_id], sector, kind, level))

    columns = sites.order_by("organization_id", "pk").values_list(
        "organization_id", "campaign_id", "organization__short_name", "organization__sector", "organization__kind",
        "organization__level", "standard_version_id",
    )  # fmt: skip
    for row in columns.iterator(chunk_size=2000):
        site = Site(*row)
        for cadence in of(site.version_id, site.sector, site.kind, site.level):
            yield site, cadence


def _cadences(version: engine.Version, sector: str, kind: str, level: str) -> Iterator[Cadence]:
    for item in engine.leaf_inputs(version, sector, kind, level=level):
        measure = item.criterion.measure
        if isinstance(measure, Frequency) and measure.per in MONTHS:
            yield Cadence(measure.record, measure.label, measure.times, measure.per)


def _asked_about(per: str, today: dt.date, table: Mapping[dt.date, bool]) -> list[Span]:
    """The running period in its last days, and the one before it while the new one is young."""
    length = LAST_DAYS_OF_MONTH if per == "month" else LAST_DAYS
    around = [*spans(per, today.year - 1), *spans(per, today.year)]
    found = []
    for span in around:
        ends_soon = span.holds(today) and speaking_day(span.last, length, table) <= today
        opening = first_working_day(span.last + dt.timedelta(days=1), table)
        just_over = opening <= today <= span.last + dt.timedelta(days=length)
        if ends_soon or just_over:
            found.append(span)
    return found


def _held(sites: Any, since: dt.date) -> dict[tuple[int, str], list[dt.date]]:
    rows = WorkRecord.objects.held().filter(organization__in=sites.values("organization_id"), held_on__gte=since)
    grouped = rows.order_by().values_list("organization_id", "kind").annotate(days=ArrayAgg("held_on"))
    return {(pk, kind): days for pk, kind, days in grouped.iterator(chunk_size=2000)}


def _line(site: Site, cadence: Cadence, span: Span, count: int, user_id: int, today: dt.date) -> DueNotice:
    is_over = span.last < today
    lacking = cadence.times - count
    what = f"{span.full}{cadence.label}" + (f"还差 {lacking} 次" if cadence.times > 1 else "")
    state = "未见记录" if is_over else "还没有记录"
    topic = f"{Campaign._meta.label_lower}:{site.campaign_id}"
    return DueNotice(
        rule=RULE,
        subject=f"organizations.organization:{site.organization_id}/{cadence.record}@{span.first:%Y%m%d}-{cadence.per[0]}",
        recipient_id=user_id,
        title=what if cadence.times > 1 else f"{what}{state}",
        threshold="missed" if is_over else "soon",
        body=f"标准要求每{PER[cadence.per]}不少于 {cadence.times} 次。"
        + ("已开展的请补录，未开展的请尽快补上。" if is_over else f"请在{text.date_short(span.last)}前开展并登记。"),
        url=f"{address_of('organizations:add_record', site.organization_id)}?kind={cadence.record}",
        due_at=clock.at(span.last, 23, 59, 59),
        topic=topic,
        organization_id=site.organization_id,
        words={"单位": site.name, "事项": what, "截止": text.date_short(span.last)},
    )


PER = {"month": "月", "quarter": "季度", "half_year": "半年", "year": "年"}
PROVIDERS = (due,)
