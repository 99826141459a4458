"""What a round's 通报 is drafted from. A constant number of statements for any number of visits."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, Value
from django.utils import timezone

from apps.core import clock

from ..choices import OWED, FindingStatus, Method, ResultVerdict, Severity, VisitStatus
from ..models import CheckResult, Finding, Round, SupervisionLetter, Visit, VisitResult

#: As many sites are praised, and named as worst, at most.
NAMED = 3
#: A site is praised from this share of met clauses on; named as worst below the other.
GOOD, POOR = 90, 80


@dataclass(frozen=True)
class Site:
    """A visited site: clauses met of those looked at, findings, those that are late, and those found before."""

    name: str
    met: int
    looked_at: int
    findings: int
    late: int
    repeated: int

    @property
    def percent(self) -> int:
        return round(100 * self.met / self.looked_at) if self.looked_at else 0


@dataclass(frozen=True)
class Clause:
    """A clause with how many sites met it; ``asked``: a question of the round's own, of sites or of committees."""

    title: str
    met: int
    looked_at: int
    asked: bool = False

    @property
    def percent(self) -> int:
        return round(100 * self.met / self.looked_at) if self.looked_at else 0


@dataclass(frozen=True)
class Line:
    """A finding that the bulletin names."""

    site: str
    words: str


@dataclass(frozen=True)
class RoundFigures:
    """All that the draft says in numbers and names."""

    first: dt.date
    last: dt.date
    planned: int
    recorded: int
    cancelled: int
    methods: tuple[tuple[str, int], ...]
    met: int
    looked_at: int
    clauses: tuple[Clause, ...]
    sites: tuple[Site, ...]
    findings: int
    by_severity: tuple[tuple[str, int], ...]
    closed: int
    waiting: int
    owed: int
    overdue: tuple[Line, ...]
    repeated: tuple[Line, ...]
    letters: int

    @property
    def best(self) -> tuple[Site, ...]:
        """Most clauses met, nothing late or found before; the fewer findings the better."""
        good = [site for site in self.sites if site.percent >= GOOD and not site.late and not site.repeated]
        return tuple(sorted(good, key=lambda site: (-site.percent, site.findings))[:NAMED])

    @property
    def worst(self) -> tuple[Site, ...]:
        """Fewest clauses met among those below the line; sites that are praised are never among them."""
        poor = [site for site in self.sites if site.looked_at and site.percent < POOR]
        return tuple(sorted(poor, key=lambda site: (site.percent, -site.findings))[:NAMED])


def round_figures(round: Round) -> RoundFigures:
    """Five statements."""
    visits = list(round.visits.select_related("organization").order_by("organization_path"))
    recorded = [visit for visit in visits if visit.status == VisitStatus.RECORDED]
    findings = list(
        Finding.objects.filter(visit__round=round).live().for_table().order_by("organization_path", "due_on", "pk")
    )
    clauses = _clauses(round)
    used = Counter(method for visit in recorded for method in visit.methods)
    status = Counter(finding.status for finding in findings)
    late = [finding for finding in findings if finding.is_overdue]
    days = [_day_of(visit) for visit in recorded] or [round.starts_on]
    return RoundFigures(
        first=min(days),
        last=max(days),
        planned=sum(visit.status != VisitStatus.CANCELLED for visit in visits),
        recorded=len(recorded),
        cancelled=sum(visit.status == VisitStatus.CANCELLED for visit in visits),
        methods=tuple((method.label, used[method]) for method in Method if used[method]),
        met=sum(clause.met for clause in clauses if not clause.asked),
        looked_at=sum(clause.looked_at for clause in clauses if not clause.asked),
        clauses=clauses,
        sites=_sites(recorded, findings, late),
        findings=len(findings),
        by_severity=tuple(
            (each.label, count) for each in Severity if (count := sum(f.severity == each for f in findings))
        ),
        closed=status[FindingStatus.VERIFIED],
        waiting=status[FindingStatus.ANSWERED],
        owed=sum(status[each] for each in OWED),
        overdue=tuple(_line(finding, _days(finding)) for finding in late),
        repeated=tuple(_line(finding) for finding in findings if finding.repeats_id is not None),
        letters=SupervisionLetter.objects.filter(finding__visit__round=round).count(),
    )


#: Stands for the code of the round's own questions; no leaf has it.
ASKED = "?"
MET, LOOKED_AT = Q(verdict=ResultVerdict.PASS), ~Q(verdict=ResultVerdict.NOT_APPLICABLE)


def _clauses(round: Round) -> tuple[Clause, ...]:
    """By clause and own question, the least met first; the same leaf of two versions is one. One statement."""
    of = {"visit__round": round, "visit__status": VisitStatus.RECORDED}
    counts = {"met": Count("pk", filter=MET), "looked_at": Count("pk", filter=LOOKED_AT)}
    results = VisitResult.objects.filter(**of).order_by().values_list("criterion__code", "criterion__title")
    asked = CheckResult.objects.filter(**of).order_by().values_list(Value(ASKED), "check_item__title")
    counted = results.annotate(**counts).union(asked.annotate(**counts), all=True)
    found = [Clause(title, met, seen, code == ASKED) for code, title, met, seen in counted if seen]
    return tuple(sorted(found, key=lambda clause: (clause.percent, -clause.looked_at, clause.title)))


def _sites(recorded: Sequence[Visit], findings: Sequence[Finding], late: Sequence[Finding]) -> tuple[Site, ...]:
    rows = VisitResult.objects.filter(visit__in=[visit.pk for visit in recorded]).values("visit").order_by()
    counted = {
        row["visit"]: (row["met"], row["looked_at"])
        for row in rows.annotate(met=Count("pk", filter=MET), looked_at=Count("pk", filter=LOOKED_AT))
    }
    again = [finding for finding in findings if finding.repeats_id is not None]
    found, behind, before = (Counter(finding.visit_id for finding in some) for some in (findings, late, again))
    return tuple(
        Site(
            visit.organization.short_name,
            *counted.get(visit.pk, (0, 0)),
            found[visit.pk],
            behind[visit.pk],
            before[visit.pk],
        )
        for visit in recorded
    )


def _day_of(visit: Visit) -> dt.date:
    """The day on which the site was visited."""
    return timezone.localtime(visit.started_at).date() if visit.started_at else visit.scheduled_on


def _line(finding: Finding, note: str = "") -> Line:
    return Line(finding.organization.short_name, f"{finding.description}{note}")


def _days(finding: Finding) -> str:
    return f"（逾期 {(clock.today() - finding.due_on).days} 天）"
