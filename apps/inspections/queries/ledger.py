"""The ledger (整改台账) with all its filters, its sums, and which letters are due. All set-based."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery

from apps.core import clock

from .. import deadlines
from ..choices import UNRESOLVED, FindingStatus, RequestStatus, Rung, Severity
from ..models import Finding, FindingRequest, Rectification, RectificationNotice, SupervisionLetter
from .tables import finding_rows

#: Columns by which the ledger sorts, each with the row's key behind so that pages never overlap.
SORTS = {
    "due": ("due_on",),
    "place": ("organization_path",),
    "severity": ("severity_rank",),
    "found": ("found_at",),
    "round": ("visit__round__starts_on", "visit__round_id"),
    "status": ("status",),
    "rung": ("rung_rank",),
}
SEVERITIES = list(Severity)
RUNGS = list(Rung)
#: A request of whichever kind.
ANY = "any"


def ledger_rows(user: Any, filters: Mapping[str, Any], sort: str = "") -> QuerySet[Finding]:
    """Findings of the user's reach as filtered and sorted, with plan, newest letter and waiting request."""
    rows = finding_rows(
        user,
        status=filters.get("status", ""),
        due=filters.get("due", ""),
        quarter=filters.get("quarter", ""),
        campaign=filters.get("campaign"),
        round=filters.get("round"),
        text=filters.get("q", ""),
    )
    rows = _marked(rows, filters)
    rows = _dated(rows, filters)
    if unit := filters.get("unit"):
        rows = rows.filter(organization_path__startswith=unit.path)
    if severity := filters.get("severity"):
        rows = rows.filter(severity=severity)
    if clause := filters.get("clause"):
        rows = rows.filter(criterion__code=clause)
    return _sorted(with_columns(rows), sort)


def with_columns(rows: QuerySet[Finding]) -> QuerySet[Finding]:
    """What the ledger shows beside the finding itself."""
    letters = SupervisionLetter.objects.filter(finding=OuterRef("pk")).order_by("-issued_at", "-pk")
    return rows.select_related("plan").annotate(
        rung=Subquery(letters.values("rung")[:1]),
        asked=Subquery(_waiting().order_by("pk").values("kind")[:1]),
        severity_rank=_rank("severity", SEVERITIES),
    )


def _rank(name: str, values: list[Any]) -> Any:
    from django.db.models import Case, Value, When

    whens = [When(**{name: value}, then=Value(at)) for at, value in enumerate(values)]
    return Case(*whens, default=Value(-1))


def _marked(rows: QuerySet[Finding], filters: Mapping[str, Any]) -> QuerySet[Finding]:
    for mark in filters.get("marks") or ():
        rows = rows.filter(**MARKS[mark])
    if filters.get("marks") and filters.get("status") != FindingStatus.WITHDRAWN:
        rows = rows.exclude(status=FindingStatus.WITHDRAWN)  # noted by mistake: nothing to be marked any more
    notice = filters.get("notice")
    if notice == "none":
        rows = rows.filter(notice=None)
    elif notice:
        rows = rows.filter(notice__isnull=False, notice__received_at__isnull=notice == "unsigned")
    rung = filters.get("rung")
    letters = SupervisionLetter.objects.filter(finding=OuterRef("pk"))
    if rung == "none":
        rows = rows.filter(~Exists(letters))
    elif rung == "due":
        rows = letters_due(rows)
    elif rung:
        rows = rows.filter(Exists(letters.filter(rung=rung)))
    if asked := filters.get("asked"):
        rows = rows.filter(Exists(_waiting() if asked == ANY else _waiting().filter(kind=asked)))
    return rows


def _waiting() -> QuerySet[FindingRequest]:
    return FindingRequest.objects.filter(finding=OuterRef("pk"), status=RequestStatus.WAITING)


MARKS: dict[str, dict[str, Any]] = {
    "repeated": {"repeats__isnull": False},
    "at_once": {"at_once": True},
    "key": {"key": True},
}


def _dated(rows: QuerySet[Finding], filters: Mapping[str, Any]) -> QuerySet[Finding]:
    """Found in the period, both days included."""
    if since := filters.get("since"):
        rows = rows.filter(found_at__gte=clock.at(since))
    if until := filters.get("until"):
        rows = rows.filter(found_at__lte=clock.at(until, 23, 59, 59))
    return rows


def _sorted(rows: QuerySet[Finding], sort: str) -> QuerySet[Finding]:
    names = SORTS.get(sort.removeprefix("-"), ("due_on",))
    if "rung_rank" in names:
        rows = rows.annotate(rung_rank=_rank("rung", RUNGS))
    down = sort.startswith("-")
    return rows.order_by(*(F(name).desc() if down else F(name).asc() for name in names), "pk")


def letters_due(rows: QuerySet[Finding]) -> QuerySet[Finding]:
    """Findings for which the next letter is proposed now.

    The first one after five working days of delay; on the first day late for what is repeated, critical or
    followed by the office; at once for what was sent back twice. Each further one when the day of the letter
    before has passed. Nothing after 问责, and nothing while a dispute waits.
    """
    today = clock.today()
    back = Rectification.objects.filter(finding=OuterRef("pk"), accepted=False).order_by().values("finding")
    letters = SupervisionLetter.objects.filter(finding=OuterRef("pk"))
    last = letters.order_by().values("finding").annotate(day=Max("due_on")).values("day")
    rows = rows.owed().annotate(  # type: ignore[attr-defined]
        back=Subquery(back.annotate(times=Count("pk")).values("times")), letter_due=Subquery(last)
    )
    pressing = Q(repeats__isnull=False) | Q(key=True) | Q(severity=Severity.CRITICAL)
    first = (
        Q(due_on__lte=deadlines.late_before(today, deadlines.PATIENCE))
        | Q(pressing, due_on__lt=today)
        | Q(back__gte=deadlines.SENT_BACK_TIMES)
    )
    open_end = ~Exists(letters.filter(rung=Rung.ACCOUNT))
    return rows.filter(open_end, Q(first, letter_due=None) | Q(letter_due__lt=today))


def why_letter(finding: Finding, sent_back: int, today: dt.date) -> str:
    """The reason of a proposal in words, as :func:`letters_due` finds it."""
    words = []
    late = deadlines.working_days_late(finding.due_on, today)
    if late:
        words.append(f"逾期 {late} 个工作日")
    if sent_back >= deadlines.SENT_BACK_TIMES:
        words.append(f"退回 {sent_back} 次")
    for name, label in (("repeats_id", "重复问题"), ("key", "重点督办")):
        if getattr(finding, name):
            words.append(label)
    if finding.severity == Severity.CRITICAL:
        words.append("程度严重")
    return "、".join(words)


def ledger_counts(rows: QuerySet[Finding]) -> dict[str, int]:
    """Sums above the ledger, of the rows as filtered. One statement."""
    today = clock.today()
    late = Q(pk__in=Finding.objects.overdue(today).order_by().values("pk"))
    unresolved = Q(status__in=UNRESOLVED)
    found: dict[str, int] = rows.order_by().aggregate(
        total=Count("pk"),
        unresolved=Count("pk", filter=unresolved),
        overdue=Count("pk", filter=late),
        answered=Count("pk", filter=Q(status="answered")),
        repeated=Count("pk", filter=Q(repeats__isnull=False) & ~Q(status="withdrawn")),
        asked=Count("pk", filter=Exists(_waiting())),
        key=Count("pk", filter=Q(key=True) & unresolved),
        verified=Count("pk", filter=Q(status="verified")),
    )
    return found


def visits_to_notify(user: Any) -> Any:
    """Recorded visits of the user's reach with findings that no notice has told, with their number."""
    from ..models import Visit

    untold = Q(findings__notice=None) & ~Q(findings__status="withdrawn")
    visits = Visit.objects.visible_to(user).filter(status="recorded").for_table()
    counted = visits.annotate(untold=Count("findings", filter=untold, distinct=True)).filter(untold__gt=0)
    return counted.select_related("round__organization").order_by("organization_path", "pk")


def notices_of(finding_or_visit: Any) -> QuerySet[RectificationNotice]:
    return RectificationNotice.objects.filter(visit=finding_or_visit).select_related("issuer", "received_by")
