"""What the engine reads of one application: facts, history, records, counts below, references, claims.

A draft is read as things stand; from its submission on a self-assessment is read from the inputs that were
frozen with it, so that its figure never changes.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast

from apps.core.models import FileUse
from apps.core.prepared import prepared
from apps.organizations.models import CurrentFact, Fact, Organization
from apps.standards import engine
from apps.standards.inputs import Observation, inputs_of, typed, wanted_of
from apps.standards.models import StandardVersion
from apps.standards.queries import engine_version

from ..answers import claim_of
from ..choices import AssessmentStatus
from ..models import Application, Response, SelfAssessment
from ..verified import with_claims
from .application import DROPPED
from .record_evidence import with_records

EVIDENCE = "evidence"
READ_OF_RESPONSE = ("criterion__code", "self_assessment__application__organization_id")


def inputs_for(application: Application, claims: Mapping[str, engine.Claim] | None = None) -> engine.Inputs:
    """Everything the engine reads of an application.

    Args:
        claims: by leaf code; they take the place of the branch's own, and those with the source
            ``inspection`` beat the facts too. None: what the branch said.
    """
    tree = engine_version(application.standard_version)
    assessment = assessment_of(application)
    if assessment is not None and is_signed(assessment):
        inputs = engine.thaw(assessment.inputs)
    else:
        inputs = present_inputs(application, own_claims(assessment, tree) if assessment else {})
    return inputs if claims is None else with_claims(tree, inputs, claims)


def inputs_for_many(
    applications: Sequence[Application],
    claims: Mapping[int, Mapping[str, engine.Claim]],
    known: Mapping[int, engine.Inputs] | None = None,
) -> Iterator[tuple[Application, engine.Inputs]]:
    """The same for many, with ``claims`` by application; the statements grow with the standards alone.

    Organizations, standard versions and self-assessments must be loaded.

    Args:
        known: what self-assessments read, by application, where the caller has it; the others are read.
    """
    known = known or {}
    by_version: dict[StandardVersion, list[Application]] = {}
    for row in applications:
        if row.pk not in known and ((found := assessment_of(row)) is None or not is_signed(found)):
            by_version.setdefault(row.standard_version, []).append(row)
    present = {pk: found for version, rows in by_version.items() for pk, found in _present(version, rows).items()}
    for row in applications:
        inputs = known.get(row.pk) or present.get(row.pk) or engine.thaw(row.self_assessment.inputs)
        yield row, with_claims(engine_version(row.standard_version), inputs, claims.get(row.pk, {}))


def _present(version: StandardVersion, applications: Sequence[Application]) -> dict[int, engine.Inputs]:
    """As things stand, for applications under one version, by application."""
    tree = engine_version(version)
    given: dict[int, list[Response]] = {}
    assessments = [found for row in applications if (found := assessment_of(row)) is not None]
    answers = Response.objects.filter(self_assessment__in=assessments).select_related("criterion").order_by("pk")
    for answer in answers:
        given.setdefault(answer.self_assessment_id, []).append(answer)
    evidence = evidence_counts([answer for rows in given.values() for answer in rows])
    known = inputs_of(version, [row.organization for row in applications])
    read: dict[int, engine.Inputs] = {}
    for row in applications:
        inputs, assessment = known[row.organization_id], assessment_of(row)
        claims = own_claims(assessment, tree, given.get(assessment.pk, ()), evidence) if assessment else {}
        read[row.pk] = replace(inputs, claims=with_records(tree, inputs, claims))
    return read


def is_signed(assessment: SelfAssessment) -> bool:
    """Whether it is read from frozen inputs."""
    return assessment.status == AssessmentStatus.SUBMITTED and bool(assessment.inputs)


def assessment_of(application: Application) -> SelfAssessment | None:
    """The self-assessment, or None before it is started."""
    try:
        return application.self_assessment
    except SelfAssessment.DoesNotExist:
        return None


def present_inputs(
    application: Application,
    claims: Mapping[str, engine.Claim],
    observed: Iterable[Observation] | None = None,
) -> engine.Inputs:
    """The inputs as things stand now. ``observed``: the facts, when the caller has read them already."""
    return place_inputs(application.standard_version, application.organization, claims, observed)


def place_inputs(
    version: StandardVersion,
    organization: Organization,
    claims: Mapping[str, engine.Claim],
    observed: Iterable[Observation] | None = None,
) -> engine.Inputs:
    """What is known of one organization, with what was claimed for it."""
    found = inputs_of(version, [organization], observed=observed)[organization.pk]
    return replace(found, claims=with_records(engine_version(version), found, claims))


@dataclass(frozen=True)
class KnownFacts:
    """Facts of an organization by metric id and period; as observations, with the references that hold for it."""

    facts: Mapping[tuple[int, str], Fact]
    observed: Sequence[Observation]


def known_facts(organization: Organization, tree: engine.Version) -> KnownFacts:
    """The organization's facts, and what those above keep of the references that its leaves read. One query."""
    codes = sorted(wanted_of(tree, organization.sector, organization.kind, organization.level).references)
    paths = [*organization.ancestor_paths(), organization.path] if codes else []
    rows = _fact_rows(organization.pk, paths, codes)
    own = {(row.metric_id, row.period): row.fact for row in rows if row.organization_id == organization.pk}
    return KnownFacts(own, [_observation(row) for row in rows])


@prepared
def _fact_rows(organization: int, paths: list[str], codes: list[str]) -> "QuerySet[Any]":
    wanted = Q(organization=organization)
    if codes:
        wanted |= Q(organization_path__in=paths, metric__code__in=codes)
    return CurrentFact.objects.filter(wanted).select_related("fact__metric")


def _observation(row: CurrentFact) -> Observation:
    fact = row.fact
    metric = fact.metric
    return Observation(
        row.organization_id, row.organization_path, metric.code, metric.value_kind, row.period, fact.value, fact.source
    )


def fact_value(fact: Fact) -> engine.FactValue:
    """A fact in the engine's words; its metric must be loaded."""
    return engine.FactValue(typed(fact.metric.value_kind, fact.value), fact.period, fact.source)


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


def claims_said(
    version: StandardVersion, codes: Collection[str], ids: Collection[int]
) -> dict[int, dict[str, engine.Claim]]:
    """What organizations answered to leaves of a version, in their newest self-assessment of it. One query.

    Evidence is not counted: who asks for many at once asks for verdicts.
    """
    rows = Response.objects.filter(
        criterion__version=version,
        criterion__code__in=list(codes),
        answered=True,
        self_assessment__application__organization_id__in=list(ids),
    ).exclude(self_assessment__application__status__in=DROPPED)
    leaves = engine_version(version).by_code
    found: dict[int, dict[str, engine.Claim]] = {}
    related = rows.select_related("criterion", "self_assessment__application").order_by("self_assessment_id")
    for row in related.only("value", "members", "not_applicable", "note", "answered", *READ_OF_RESPONSE):
        claim = claim_of(leaves[row.criterion.code], row, 0)
        if claim is not None:
            found.setdefault(row.self_assessment.application.organization_id, {})[row.criterion.code] = claim
    return found


def evidence_counts(responses: Iterable[Response]) -> dict[int, int]:
    """Number of live evidence files of each response. One query."""
    return dict(Counter(int(owner) for owner in evidence_uses(responses).values_list("owner_id", flat=True)))


def evidence_uses(responses: Iterable[Response]) -> Any:
    """The live evidence files of these responses, oldest first."""
    kind = ContentType.objects.get_for_model(Response)
    ids = [str(response.pk) for response in responses]
    return FileUse.objects.live().filter(owner_type=kind, owner_id__in=ids, purpose=EVIDENCE)


def evidence_of(assessment: SelfAssessment) -> list[FileUse]:
    """The live evidence files of a self-assessment, oldest first. One query."""
    found: list[FileUse] = _evidence_rows(assessment.pk, ContentType.objects.get_for_model(Response).pk)
    return found


@prepared
def _evidence_rows(assessment: int, kind: int) -> "QuerySet[Any]":
    own = Response.objects.filter(self_assessment=assessment).order_by().annotate(key=Cast("pk", CharField()))
    return FileUse.objects.live().filter(owner_type=kind, owner_id__in=own.values("key"), purpose=EVIDENCE)
