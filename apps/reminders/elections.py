"""Elections due: told at the start of the year, two months before, and once the day has passed without a new date.

Organizations stand below this app and cannot say themselves what is due.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from django.urls import reverse

from apps.core import clock
from apps.core.addresses import address_of
from apps.core.calendar import office_table
from apps.core.components import text
from apps.organizations.models import Organization

from .quarters import first_working_day
from .recipients import Offices, names_of, secretaries
from .registries import DueNotice, RuleKind, asked, speaks_for
from .thresholds import horizon, reached

RULE = "organization.election"
#: Two months.
AHEAD = 60
KINDS = (RuleKind(RULE, "换届（年初、提前两个月、逾期）", "书记和上级党建办", per_campaign=False),)


class Election(NamedTuple):
    pk: int
    path: str
    name: str
    on: dt.date


@speaks_for(RULE, also_late=True)
def due(as_of: dt.datetime) -> Iterator[DueNotice]:
    """A line for each secretary; the nearest office gets one for the year and one for each that is near or late.

    A date that moves begins a new series. Four statements.
    """
    if asked().topic:  # no campaign's
        return
    today, table = clock.local(as_of).date(), office_table()
    last = max(dt.date(today.year, 12, 31), horizon(today, (AHEAD,)))
    found = Organization.objects.active().filter(next_election_on__lte=last).order_by("path")
    people, offices = secretaries(found.order_by().values("pk"), today), Offices(today)
    opening = first_working_day(dt.date(today.year, 1, 1), table)
    this_year: dict[str, list[str]] = defaultdict(list)
    for row in found.values_list("pk", "path", "short_name", "next_election_on").iterator(chunk_size=2000):
        election = Election(*row)
        stage = _stage(election.on, today, opening, table)
        above = offices.above(election.path)
        own = people.get(election.pk) or offices.of(election.path)
        if stage:
            told = {*own, *(offices.of(above) if stage != "year" else ())}
            yield from (_line(election, user_id, stage, today) for user_id in sorted(told))
        if election.on.year == today.year and opening <= today and above:
            this_year[above].append(election.name)
    for path, names in this_year.items():
        yield from (_year_line(offices.id_of(path), user_id, names, today.year) for user_id in offices.of(path))


def _stage(on: dt.date, today: dt.date, opening: dt.date, table: dict[dt.date, bool]) -> str:
    if on < today:
        return "over"
    if reached(on, today, (AHEAD,), table) is not None:
        return "soon"
    return "year" if on.year == today.year and opening <= today else ""


def _line(election: Election, user_id: int, stage: str, today: dt.date) -> DueNotice:
    left = (election.on - today).days
    titles = {
        "over": "已到换届日期，尚未登记换届",
        "soon": "今天应当换届" if left == 0 else f"还有 {left} 天换届",
        "year": "今年应当换届",
    }
    return DueNotice(
        rule=RULE,
        subject=f"{Organization._meta.label_lower}:{election.pk}",
        recipient_id=user_id,
        title=f"{election.name}{titles[stage]}",
        threshold=f"{election.on:%Y%m%d}-{stage}",
        body=f"任期届满日期{text.date_full(election.on)}。按期换届后请更新下次换届日期；延期换届的须报上级批准。",
        url=address_of("organizations:detail", election.pk),
        due_at=clock.at(election.on, 23, 59, 59),
        organization_id=election.pk,
    )


def _year_line(office_id: int | None, user_id: int, names: list[str], year: int) -> DueNotice:
    return DueNotice(
        rule=RULE,
        subject=f"{Organization._meta.label_lower}:{office_id}/below",
        recipient_id=user_id,
        title=f"今年有 {len(names)} 个党组织应当换届",
        threshold=str(year),
        body=f"{names_of(names, 8)}。请提前部署换届工作。",
        url=reverse("organizations:due"),
        organization_id=office_id,
    )
