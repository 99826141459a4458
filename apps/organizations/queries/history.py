"""The past of the tree, and what an act on it would touch."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.db.models import IntegerField, QuerySet, Subquery

from apps.core import clock
from apps.core.components import text

from ..models import CurrentFact, Facility, Membership, Organization, StarChange, TreeChange, Unit, WorkRecord
from ..querysets import OrganizationQuerySet, lasting
from ..registries import Effect, effect_counters
from ..tree_history import Then, TreeThen, undo

#: What becomes of units and places where the organization ends.
OWN_WORDS = {"merge": "本组织的转入对方，所属的随同调整", "close": "转由上级党组织负责"}
#: Elections this many days away, or fewer, are due.
ELECTION_DAYS = 180


def tree_as_of(day: dt.date) -> TreeThen:
    """The tree with the names, kinds, sectors, levels and places of a day. Two statements; for reports over many organizations."""
    present: dict[int, Then] = {}
    by_path: dict[str, int] = {}
    rows = Organization.objects.order_by("path").values_list(
        "pk", "path", "name", "short_name", "kind", "established_on", "closed_on", "sector", "level"
    )
    for pk, path, name, short_name, kind, established_on, closed_on, sector, level in rows:
        by_path[path] = pk
        parent = by_path.get(path[: -Organization.steplen])
        there = (closed_on is None or closed_on > day) and (established_on is None or established_on <= day)
        present[pk] = Then(pk, name, short_name, kind, parent, path, there, sector, level)
    return undo(present, TreeChange.objects.filter(on__gt=day), day)


def names_as_of(organizations: Iterable[Organization], day: dt.date | None) -> dict[int, tuple[str, str]]:
    """Full and short name of each organization on a day: id → (name, short name). One statement.

    Args:
        day: None means today.
    """
    found = {each.pk: (each.name, each.short_name) for each in organizations}
    if day is None or day >= clock.today():
        return found
    later = TreeChange.objects.filter(organization_id__in=found, on__gt=day, kind="rename").order_by("-id")
    for pk, name, short_name in later.values_list("organization_id", "name_before", "short_name_before"):
        found[pk] = (name, short_name)
    return found


def name_as_of(organization: Organization, day: dt.date | None) -> str:
    """The organization's full name on a day."""
    return names_as_of([organization], day)[organization.pk][0]


def read_as_of(organizations: Iterable[Organization], day: dt.date | dt.datetime | None) -> None:
    """Let these loaded rows read with the full and short names of a day; for pages of what is past. One statement.

    The rows are changed in memory alone: a page that saves them must not do this.
    """
    rows = list(organizations)
    when = text.as_date(day)
    if rows and when is not None and when < clock.today():
        names = names_as_of(rows, when)
        for each in rows:
            each.name, each.short_name = names[each.pk]


def changes_of(organization: Organization) -> Any:
    """Acts on the organization itself and on those it came from or took in, newest first."""
    rows = TreeChange.objects.filter(organization=organization) | TreeChange.objects.filter(counterpart=organization)
    return rows.select_related("organization", "counterpart", "parent_before", "parent_after", "entered_by").order_by(
        "-on", "-id"
    )


def stars_of(organization: Organization) -> Any:
    """Ratings, newest first."""
    return StarChange.objects.filter(organization=organization).select_related("entered_by")


class _Number(Subquery):
    """How many rows a query finds, as a value of another one."""

    template = "(SELECT count(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


def numbers_of(organization: Organization, *rows: QuerySet) -> tuple[int, ...]:
    """The number of rows of each query, in one statement; for pages that count much of one organization."""
    numbers = [_Number(each.order_by().values("pk")) for each in rows]
    return Organization.objects.filter(pk=organization.pk).values_list(*numbers).get()


def effects_of(organization: Organization, act: str = "move") -> list[Effect]:
    """What hangs on the organization and all below it, in words for the page that asks before an act.

    Args:
        act: move, or what the organization ends by: merge or close.
    """
    path, own = organization.path, OWN_WORDS.get(act, "随同调整")
    others = [each for count in effect_counters for each in count(organization)]
    below, roles, facts, records, units, places, *numbers = numbers_of(
        organization,
        Organization.objects.active().below(organization),
        Membership.objects.filter(lasting(), organization__path__startswith=path),
        CurrentFact.objects.filter(organization_path__startswith=path),
        WorkRecord.objects.filter(organization_path__startswith=path),
        Unit.objects.in_ledger().below(organization),
        Facility.objects.in_use().below(organization),
        *(rows for _, rows in others),
    )
    counts = [
        Effect("所属党组织", below - 1, "随同调整"),
        Effect("人员角色", roles, "权限范围随之变化", "本组织的终止，所属的随同调整"),
        Effect("数据", facts, "归属不变"),
        Effect("工作记录", records, "归属不变"),
        Effect("台账单位", units, own),
        Effect("阵地", places, own),
    ]
    counts += [replace(each, count=number) for (each, _), number in zip(others, numbers, strict=True)]
    ends = act in OWN_WORDS
    told = [replace(each, words=each.when_ending) if ends and each.when_ending else each for each in counts]
    return [each for each in told if each.count]


def elections_due(user: Any, day: dt.date | None = None) -> OrganizationQuerySet:
    """Organizations whose election is due this year, within half a year or overdue, soonest first."""
    day = day or clock.today()
    until = max(day + dt.timedelta(days=ELECTION_DAYS), dt.date(day.year, 12, 31))
    found = Organization.objects.visible_to(user).active().filter(next_election_on__lte=until)
    return found.order_by("next_election_on", "path")


def ending(user: Any, day: dt.date | None = None) -> OrganizationQuerySet:
    """Organizations of a kind with an end whose last day is near or past, soonest first."""
    until = (day or clock.today()) + dt.timedelta(days=ELECTION_DAYS)
    found = Organization.objects.visible_to(user).active().filter(ends_on__lte=until)
    return found.order_by("ends_on", "path")
