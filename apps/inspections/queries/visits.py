"""What an inspector sees of a visit: the standard's clauses with claimed and verified values."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from apps.applications.leaf_parts import figures_of, judged_of
from apps.applications.models import Response
from apps.core import clock
from apps.core.components.text import number
from apps.core.models import FileUse
from apps.organizations.models import Fact, Metric
from apps.organizations.queries import current_facts, events_of
from apps.standards import engine
from apps.standards.engine.measures.claims import Checklist
from apps.standards.engine.measures.events import Events
from apps.standards.models import Criterion
from apps.standards.queries import engine_version, leaves

from ..choices import RoundStatus, Scoring
from ..models import Finding, ScorerResult, Visit, VisitResult
from .problems import Problem
from .verifying import (
    Found,
    lacks_reason,
    level_choices,
    may_be_not_applicable,
    member_choices,
    number_unit,
    takes_jurors,
    takes_number,
)

#: Places for jurors on the page at first; more appear as they are filled.
JURORS = 5
#: Years before the running one whose events may count.
YEARS_BACK = 3


@dataclass(frozen=True)
class Figure:
    """A number that decides a leaf beside its own value: as known so far, and as verified."""

    code: str
    label: str
    unit: str
    claimed: str
    value: str


@dataclass
class Clause:
    """One leaf of a visit with all that stands about it."""

    criterion: Criterion
    leaf: engine.Criterion
    response: Response | None = None
    result: VisitResult | None = None
    findings: list[Finding] = field(default_factory=list)
    photos: list[FileUse] = field(default_factory=list)
    figures: list["Figure"] = field(default_factory=list)
    #: What the ledger says where the leaf counts events, e.g. 共 1 次（2026-03-05 某奖）.
    registered: str = ""
    #: The page of one of several scorers, who gives the own score alone.
    alone: bool = False
    #: What the library of typical problems offers here, where a page asks for it.
    problems: list[Problem] = field(default_factory=list)

    @property
    def pk(self) -> int:
        return int(self.criterion.pk)

    @property
    def requirement(self) -> str:
        return engine.describe_measure(self.leaf)

    @property
    def condition(self) -> str:
        return engine.describe_condition(self.leaf)

    @property
    def claimed(self) -> str:
        """What the ledger or the branch said, as a person reads it; a dash when nothing was said."""
        return self.registered or claimed_text(self.leaf, self.response)

    @property
    def source(self) -> str:
        fact = self.response.fact if self.response else None
        return fact.get_source_display() if fact else ""

    @property
    def takes_number(self) -> bool:
        return takes_number(self.leaf)

    @property
    def number_label(self) -> str:
        unit = number_unit(self.leaf)
        if judged_of(self.leaf) is None:
            return f"核实值（{unit}）" if unit else "核实值"
        return f"第一位评委评分（{unit}）" if self.jurors_shown else f"评分（{unit}）"

    @property
    def choices(self) -> list[tuple[str, str]]:
        return member_choices(self.leaf)

    @property
    def levels(self) -> list[tuple[str, str]]:
        """The grades of a judgement, by title."""
        return level_choices(self.leaf)

    @property
    def jurors(self) -> list[tuple[int, str]]:
        """Places for the scores of further jurors: number of the juror and what was given."""
        if self.alone or not takes_jurors(self.leaf):
            return []
        given = list(self.result.scores) if self.result else []
        places = max(JURORS, len(given) + 2)
        return [(at + 2, given[at] if at < len(given) else "") for at in range(places - 1)]

    @property
    def jurors_shown(self) -> bool:
        """Whether the places of further jurors stand open: some scored, or the standard asks for five."""
        if self.alone:
            return False
        trimmed = takes_jurors(self.leaf) and getattr(self.leaf.measure, "assessors", "") == "trimmed"
        return trimmed or bool(self.result and self.result.scores)

    @property
    def reason_required(self) -> bool:
        judged = judged_of(self.leaf)
        return judged is not None and judged.reason_required

    @property
    def lacks_reason(self) -> bool:
        return self.result is not None and lacks_reason(self.leaf, Found.of(self.result))

    @property
    def may_be_not_applicable(self) -> bool:
        return may_be_not_applicable(self.leaf)

    @property
    def checked(self) -> set[str]:
        return set(self.result.members) if self.result else set()

    @property
    def verified(self) -> str:
        """The verified value of a result, as a person reads it."""
        if self.result is None:
            return "—"
        texts = [_with_unit(self.leaf, self.result.value)] if self.result.value is not None else []
        members = _members_text(self.leaf, self.result.members)
        texts += [members] if members != "—" else []
        titles = dict(self.levels)
        texts += [titles[text] if text in titles else f"{number(Decimal(text))} 分" for text in self.result.scores]
        texts += [_figure_text(line.label, line.value, line.unit) for line in self.figures if line.value]
        return "、".join(texts) or "—"


@dataclass
class Section:
    """A section of the standard with its clauses."""

    code: str
    title: str
    clauses: list[Clause] = field(default_factory=list)

    @property
    def done(self) -> int:
        return sum(clause.result is not None for clause in self.clauses)

    @property
    def total(self) -> int:
        return len(self.clauses)


def sections_of(
    visit: Visit,
    findings: Iterable[Finding] | None = None,
    photos: Iterable[FileUse] | None = None,
    reader: Any = None,
) -> list[Section]:
    """The clauses that belong to the site, grouped by the standard's first level, in order.

    Five queries whatever their number: leaves, answers, results, findings, photos.

    Args:
        findings, photos: the visit's own, when the caller has read them already.
        reader: whose page it is; one of several scorers sees the own results alone while the round runs.
    """
    if visit.application is None:
        return []
    rows = {criterion.code: criterion for criterion in leaves(visit.application.standard_version)}
    known = _known(visit, findings=findings, photos=photos, reader=reader)
    sections = []
    for root, found in _belonging(visit):
        clauses = [_clause(rows[leaf.code], leaf, known) for leaf in found if leaf.code in rows]
        if clauses:
            sections.append(Section(root.code, root.title, clauses))
    return sections


def clause_of(visit: Visit, criterion: Criterion, reader: Any = None) -> Clause | None:
    """One clause, or None when the leaf does not belong to the site."""
    for _, found in _belonging(visit):
        for leaf in found:
            if leaf.code == criterion.code:
                return _clause(criterion, leaf, _known(visit, criterion, reader=reader))
    return None


def leaf_count(visit: Visit) -> int:
    """How many clauses belong to the site, without a query once the standard is cached."""
    return sum(len(found) for _, found in _belonging(visit))


def done_count(visit: Visit, user: Any) -> int:
    """How many clauses have a result; of one of several scorers how many the person scored."""
    if scores_alone(visit, user):
        return int(ScorerResult.objects.filter(visit=visit, scorer=user).count())
    return int(visit.results.count())


def claimed_text(leaf: engine.Criterion, response: Response | None) -> str:
    """The branch's answer in Chinese."""
    if response is None or not (response.answered or response.fact_id or response.not_applicable):
        return "—"
    if response.not_applicable:
        return "不适用"
    if response.members:
        return _members_text(leaf, response.members)
    if response.value is None:
        return "—"
    if not takes_number(leaf):
        return "是" if response.value else "否"
    return _with_unit(leaf, response.value)


def _with_unit(leaf: engine.Criterion, value: Decimal) -> str:
    unit = "分" if judged_of(leaf) is not None else number_unit(leaf)
    return f"{number(value)} {unit}".strip()


def _members_text(leaf: engine.Criterion, members: Iterable[str]) -> str:
    choices, held = member_choices(leaf), set(members)
    levels = [title for code, title in level_choices(leaf) if code in held]
    titles = [title for code, title in choices if code in held]
    if not isinstance(leaf.measure, Checklist):
        return "、".join([*levels, *titles]) or "—"
    return f"具备 {len(titles)} 项，共 {len(choices)} 项" if titles else "—"


def _figure_text(label: str, value: str, unit: str) -> str:
    return f"{label} {number(Decimal(value))} {unit}".strip()


@dataclass
class _Known:
    responses: dict[int, Response]
    results: dict[int, VisitResult]
    findings: dict[int | None, list[Finding]]
    photos: dict[str, list[FileUse]]
    facts: dict[str, Fact] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    events: dict[str, list[engine.Event]] = field(default_factory=dict)
    alone: bool = False


def scores_alone(visit: Visit, user: Any) -> bool:
    """Whether the person is one of several scorers, who must not see what the others give before the round is closed."""
    round_ = visit.round
    if user is None or round_.scoring == Scoring.TEAM or round_.status == RoundStatus.CLOSED:
        return False
    return any(member.user_id == user.pk for member in visit.members.all())


def _results(visit: Visit, only: dict[str, Any], scorer: Any) -> dict[int, VisitResult]:
    """The visit's results by criterion, or those of one scorer in the same shape."""
    if scorer is None:
        return {row.criterion_id: row for row in visit.results.filter(**only)}
    columns = ("criterion_id", "verdict", "value", "members", "figures", "note")
    rows = ScorerResult.objects.filter(visit=visit, scorer=scorer, **only)
    return {row.criterion_id: VisitResult(**{name: getattr(row, name) for name in columns}) for row in rows}


def photos_of(visit: Visit) -> QuerySet[FileUse]:
    """The pictures of the visit as a whole and of its clauses."""
    found: QuerySet[FileUse] = FileUse.objects.of(visit).filter(purpose__startswith="photo")
    return found


def _known(
    visit: Visit,
    criterion: Criterion | None = None,
    findings: Iterable[Finding] | None = None,
    photos: Iterable[FileUse] | None = None,
    reader: Any = None,
) -> _Known:
    alone = scores_alone(visit, reader)
    only = {} if criterion is None else {"criterion": criterion}
    responses = Response.objects.filter(self_assessment__application=visit.application_id, **only)
    found: dict[int | None, list[Finding]] = {}
    for finding in visit.findings.live().filter(**only) if findings is None else findings:
        found.setdefault(finding.criterion_id, []).append(finding)
    pictures: dict[str, list[FileUse]] = {}
    for use in photos_of(visit) if photos is None else photos:
        pictures.setdefault(use.purpose, []).append(use)
    return _Known(
        {row.criterion_id: row for row in responses.select_related("fact")},
        _results(visit, only, reader if alone else None),
        found,
        pictures,
        *_facts(visit, criterion),
        _events(visit),
        alone,
    )


def _events(visit: Visit) -> dict[str, list[engine.Event]]:
    """The site's ledger by kind; not read where no leaf counts events."""
    if not any(isinstance(leaf.measure, Events) for _, found in _belonging(visit) for leaf in found):
        return {}
    rows = events_of(
        [visit.organization_id], clock.today().replace(year=clock.today().year - YEARS_BACK, month=1, day=1)
    )
    return {
        kind: [engine.Event(r.on, r.code, r.level, r.role, r.key, r.count, r.title, r.source) for r in found]
        for kind, found in rows.get(visit.organization_id, {}).items()
    }


def _registered(leaf: engine.Criterion, events: dict[str, list[engine.Event]]) -> str:
    measure = leaf.measure
    if not isinstance(measure, Events) or measure.event not in events:
        return ""
    reading = measure.read(leaf.code, engine.Inputs(as_of=clock.today(), events=events))
    return measure.arithmetic(reading) if reading.state is engine.State.SCORED else reading.reason


def _facts(visit: Visit, criterion: Criterion | None) -> tuple[dict[str, Fact], dict[str, str]]:
    """What is known of the metrics that the leaves are measured by, and their units; nothing is read where none is."""
    leaves = [leaf for _, found in _belonging(visit) for leaf in found]
    codes = {
        need.code for leaf in leaves if criterion is None or leaf.code == criterion.code for need in figures_of(leaf)
    }
    if not codes:
        return {}, {}
    units = dict(Metric.objects.filter(code__in=codes).values_list("code", "unit"))
    return current_facts(visit.organization), units


def _clause(criterion: Criterion, leaf: engine.Criterion, known: _Known) -> Clause:
    return Clause(
        criterion,
        leaf,
        known.responses.get(criterion.pk),
        known.results.get(criterion.pk),
        known.findings.get(criterion.pk, []),
        known.photos.get(f"photo:{criterion.pk}", []),
        [_figure(need, known, known.results.get(criterion.pk)) for need in figures_of(leaf)],
        _registered(leaf, known.events),
        known.alone,
    )


def _figure(need: engine.Need, known: _Known, result: VisitResult | None) -> Figure:
    unit, fact = known.units.get(need.code, ""), known.facts.get(need.code)
    claimed = f"{number(fact.value)} {unit}".strip() if fact is not None else "—"
    return Figure(need.code, need.label, unit, claimed, result.figures.get(need.code, "") if result else "")


def _belonging(visit: Visit) -> Iterator[tuple[engine.Criterion, list[engine.Criterion]]]:
    """First-level criteria with their leaves that belong to the site's sector, kind and level; a committee has none."""
    if visit.application is None:
        return
    organization = visit.organization
    version = engine_version(visit.application.standard_version)
    needs = engine.leaf_inputs(version, organization.sector, organization.kind, level=organization.level)
    belonging = {item.criterion.code for item in needs}
    if visit.round.leaves:  # the round checks these alone
        belonging &= set(visit.round.leaves)
    for root in version.criteria:
        yield root, [item for item in root.walk() if item.is_leaf and item.code in belonging]
