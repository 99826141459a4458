"""What the engine reads of one application: facts, history, records, counts below, references, claims.

A draft is read as things stand; from its submission on a self-assessment is read from the inputs that were
frozen with it, so that its figure never changes.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q

from apps.campaigns.queries.burden import attributes_of
from apps.core import clock
from apps.core.models import FileUse
from apps.organizations.choices import ValueKind
from apps.organizations.models import CurrentFact, Fact, Organization
from apps.organizations.queries import record_dates
from apps.standards import engine
from apps.standards.engine.measures.base import Measure
from apps.standards.engine.measures.numbers import ShareOfDescendants
from apps.standards.queries import engine_version

from ..answers import claim_of
from ..choices import AssessmentStatus
from ..models import Application, Response, SelfAssessment
from ..verified import with_claims

EVIDENCE = "evidence"
BELOW = "下级数据汇总"


def inputs_for(application: Application, claims: Mapping[str, engine.Claim] | None = None) -> engine.Inputs:
    """Everything the engine reads of an application.

    Args:
        claims: by leaf code; they take the place of the branch's own, and those with the source
            ``inspection`` beat the facts too. None: what the branch said.
    """
    tree = engine_version(application.standard_version)
    assessment = assessment_of(application)
    if assessment is not None and assessment.status == AssessmentStatus.SUBMITTED and assessment.inputs:
        inputs = engine.thaw(assessment.inputs)
    else:
        inputs = present_inputs(application, own_claims(assessment, tree) if assessment else {})
    return inputs if claims is None else with_claims(tree, inputs, claims)


def assessment_of(application: Application) -> SelfAssessment | None:
    """The self-assessment, or None before it is started."""
    try:
        return application.self_assessment
    except SelfAssessment.DoesNotExist:
        return None


def present_inputs(
    application: Application,
    claims: Mapping[str, engine.Claim],
    known: "KnownFacts | None" = None,
) -> engine.Inputs:
    """The inputs as things stand now. ``known``: the facts, when the caller has read them already."""
    organization = application.organization
    tree = engine_version(application.standard_version)
    as_of = clock.today()
    read = needs_of(tree, organization)
    known = known or known_facts(organization, tree)
    history = _history(known.facts, read["metric"])
    # A kind kept last year and not yet this year counts as zero, not as never kept.
    records = record_dates(organization, dt.date(as_of.year - 1, 1, 1)) if read["record"] else {}
    return engine.Inputs(
        as_of=as_of,
        sector=organization.sector,
        kind=organization.kind,
        level=organization.level,
        attributes=attributes_of(organization),
        facts={code: values[0] for code, values in history.items()},
        history=history,
        claims=dict(claims),
        records={kind: days for kind, days in records.items() if kind in read["record"]},
        aggregates=_aggregates(organization, tree) if read["aggregate"] else {},
        references=known.references,
    )


@dataclass(frozen=True)
class KnownFacts:
    """Facts of an organization by metric id and period, and the values of region and year that hold for it."""

    facts: Mapping[tuple[int, str], Fact]
    references: Mapping[str, engine.FactValue]


def known_facts(organization: Organization, tree: engine.Version) -> KnownFacts:
    """The organization's facts and the references of its leaves: those of the nearest organization above. One query."""
    codes = needs_of(tree, organization)["reference"]
    paths = [*organization.ancestor_paths(), organization.path]
    wanted = Q(organization=organization)
    if codes:
        wanted |= Q(organization_path__in=paths, metric__code__in=codes)
    # Nearest last, newest period last: later ones replace earlier ones.
    rows = CurrentFact.objects.filter(wanted).select_related("fact__metric")
    ordered = sorted(rows, key=lambda row: (len(row.organization_path), row.period))
    return KnownFacts(
        {(row.metric_id, row.period): row.fact for row in ordered if row.organization_id == organization.pk},
        {row.fact.metric.code: fact_value(row.fact) for row in ordered if row.fact.metric.code in codes},
    )


def needs_of(tree: engine.Version, organization: Organization) -> dict[str, set[str]]:
    """Codes that the leaves of an organization read, by kind; current and past values are one kind."""
    found: dict[str, set[str]] = {kind: set() for kind in ("claim", "metric", "record", "reference", "aggregate")}
    leaves = engine.leaf_inputs(tree, organization.sector, organization.kind, level=organization.level)
    for leaf in leaves:
        for need in leaf.needs:
            found["metric" if need.kind == "history" else need.kind].add(need.code)
    return found


def fact_value(fact: Fact) -> engine.FactValue:
    """A fact in the engine's words; its metric must be loaded."""
    return engine.FactValue(_typed(fact.metric.value_kind, fact.value), fact.period, fact.source)


def _typed(value_kind: str, value: Decimal) -> Any:
    return bool(value) if value_kind == ValueKind.BOOLEAN else value


def _history(facts: Mapping[tuple[int, str], Fact], codes: set[str]) -> dict[str, list[engine.FactValue]]:
    """Values by metric, newest period first (periods of one metric sort as text)."""
    found: dict[str, list[engine.FactValue]] = defaultdict(list)
    for (_, _), fact in sorted(facts.items(), key=lambda item: item[0][1], reverse=True):
        if fact.metric.code in codes:
            found[fact.metric.code].append(fact_value(fact))
    return dict(found)


def _aggregates(organization: Organization, tree: engine.Version) -> dict[str, engine.Aggregate]:
    """Counts of the organizations below, for the leaves that ask for a share of them. Two queries."""
    shares = {
        leaf.code: leaf.measure
        for leaf in tree.leaves()
        if isinstance(leaf.measure, ShareOfDescendants)
        and leaf.belongs_to(organization.sector, organization.kind, organization.level)
    }
    below = Organization.objects.active().below(organization).exclude(pk=organization.pk)
    rows = list(below.values_list("pk", "sector", "kind", "level"))
    measured = {code: _inner(tree, share) for code, share in shares.items()}
    codes = {need.code for code, measure in measured.items() for need in measure.needs(code)}
    facts = _facts_below(organization, codes)
    found = {code: _count(share, measured[code], rows, facts) for code, share in shares.items()}
    return {code: counts for code, counts in found.items() if counts is not None}


def _inner(tree: engine.Version, share: ShareOfDescendants) -> Measure:
    """What descendants have to fulfil: another leaf's measure, or the share's own."""
    found = tree.by_code[share.leaf].measure if share.leaf else share.measure
    assert found is not None  # the schema asks for one of the two
    return found


def _facts_below(organization: Organization, codes: Iterable[str]) -> dict[int, dict[str, engine.FactValue]]:
    pointers = CurrentFact.objects.filter(organization_path__startswith=organization.path, metric__code__in=codes)
    found: dict[int, dict[str, engine.FactValue]] = defaultdict(dict)
    for pk, code, kind, period, value, source in pointers.order_by("period").values_list(
        "organization_id", "metric__code", "metric__value_kind", "period", "fact__value", "fact__source"
    ):
        found[pk][code] = engine.FactValue(_typed(kind, value), period, source)
    return found


def _count(
    share: ShareOfDescendants,
    inner: Measure,
    rows: Iterable[tuple[int, str, str, str]],
    facts: Mapping[int, Mapping[str, engine.FactValue]],
) -> engine.Aggregate | None:
    """All that match are counted, silent ones as not fulfilling; None while none of them has said anything."""
    matching = [pk for pk, *place in rows if _matches(share, *place)]
    readings = [inner.read("", engine.Inputs(as_of=clock.today(), facts=facts[pk])) for pk in matching if pk in facts]
    if not any(reading.state is engine.State.SCORED for reading in readings):
        return None
    return engine.Aggregate(len(matching), sum(reading.met for reading in readings), source=BELOW)


def _matches(share: ShareOfDescendants, sector: str, kind: str, level: str) -> bool:
    given = {"sectors": sector, "kinds": kind, "levels": level}
    return all(given[key] in wanted for key, wanted in share.filter.items() if wanted)


def own_claims(
    assessment: SelfAssessment,
    tree: engine.Version,
    responses: Iterable[Response] | None = None,
    evidence: Mapping[int, int] | None = None,
) -> dict[str, engine.Claim]:
    """What the branch said, by leaf code; two queries unless the caller hands in what it has read."""
    rows = list(assessment.responses.select_related("criterion")) if responses is None else list(responses)
    counts = evidence_counts(rows) if evidence is None else evidence
    leaves = tree.by_code
    claims = ((row, leaves.get(row.criterion.code)) for row in rows)
    found = {leaf.code: claim_of(leaf, row, counts.get(row.pk, 0)) for row, leaf in claims if leaf is not None}
    return {code: claim for code, claim in found.items() if claim is not None}


def evidence_counts(responses: Iterable[Response]) -> dict[int, int]:
    """Number of live evidence files of each response. One query."""
    return dict(Counter(int(owner) for owner in evidence_uses(responses).values_list("owner_id", flat=True)))


def evidence_uses(responses: Iterable[Response]) -> Any:
    """The live evidence files of these responses, oldest first."""
    kind = ContentType.objects.get_for_model(Response)
    ids = [str(response.pk) for response in responses]
    return FileUse.objects.live().filter(owner_type=kind, owner_id__in=ids, purpose=EVIDENCE)
