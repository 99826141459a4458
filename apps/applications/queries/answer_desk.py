"""What one answer needs of a self-assessment: everything that its score is made of, read as cheaply as it can be."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, ClassVar

from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast

from apps.core import clock
from apps.core.models import FileUse
from apps.core.prepared import prepared
from apps.organizations.models import CurrentFact, Fact, Organization
from apps.standards import engine
from apps.standards.inputs import Observation, Wanted, inputs_of, wanted_of, with_facts
from apps.standards.models import Criterion, StandardVersion
from apps.standards.queries import engine_version

from ..answers import claim_of
from ..models import GapItem, Response, SelfAssessment
from .assessment import Desk, leaf_needs
from .assessment_inputs import EVIDENCE
from .record_evidence import with_records

#: Seconds for which records, events, ledgers and places below are not read again while somebody types. What a person
#: states is read with every answer; pages and the signature read everything anew.
UNTOLD_FOR = 20
FACT = (
    "organization_id", "organization_path", "metric__code", "metric__value_kind", "period", "fact__value",
    "fact__source", "fact_id",
)  # fmt: skip


@dataclass
class Line:
    """A response as far as the score needs it: a tenth of the cost of a model's row."""

    FIELDS: ClassVar = (
        "pk", "criterion__code", "criterion_id", "value", "members", "answered", "not_applicable", "note", "fact_id",
        "points", "state", "verdict", "saved_at", "version",
    )  # fmt: skip

    pk: int
    code: str
    criterion_id: int
    value: Decimal | None
    members: list[str]
    answered: bool
    not_applicable: bool
    note: str
    fact_id: int | None
    points: Decimal | None
    state: str
    verdict: str
    saved_at: dt.datetime | None
    version: int

    def response(self, assessment: SelfAssessment) -> Response:
        """The model's row, to be written; its criterion knows its code alone."""
        values = [getattr(self, name) for name in WRITTEN]
        row = Response.from_db(
            assessment._state.db, ("id", "self_assessment_id", *WRITTEN), (self.pk, assessment.pk, *values)
        )
        row.self_assessment = assessment
        row.criterion = Criterion(
            pk=self.criterion_id, code=self.code, version_id=assessment.application.standard_version_id
        )
        return row


WRITTEN = tuple(name for name in Line.FIELDS if name not in ("pk", "criterion__code"))


def desk_of(assessment: SelfAssessment, key: int) -> tuple[Desk, Response]:
    """The draft as it stands, with the facts that the leaf of one response shows, and that response.

    The assessment's application, organization and version are loaded.

    Raises:
        Response.DoesNotExist: no response of this self-assessment.
    """
    application = assessment.application
    version, organization = application.standard_version, application.organization
    tree = engine_version(version)
    lines, evidence, gaps_open = _lines(assessment)
    own = next((line for line in lines.values() if line.pk == key), None)
    if own is None:
        raise Response.DoesNotExist
    observed = _stated(organization, version)
    newest = _newest(organization, observed)
    untold = _untold(version, organization)
    inputs = _inputs(assessment, lines, evidence, observed, untold)
    facts = _facts_of(organization, tree.by_code[own.code], newest)
    response = own.response(assessment)
    rows = {**lines, own.code: response}
    needs = {leaf.criterion.code: leaf for leaf in leaf_needs(tree, inputs)}
    desk = Desk(
        application,
        assessment,
        tree,
        rows,
        facts,
        inputs,
        needs,
        newest,
        evidence,
        observed=observed,
        gaps_open=gaps_open,
        untold=untold,
    )
    return desk, response


def _lines(assessment: SelfAssessment) -> tuple[dict[str, Line], dict[int, int], bool]:
    """The responses by leaf code, the number of live evidence files by response, and whether items are open. One query."""
    kind = ContentType.objects.get_for_model(Response)
    found = _line_rows(assessment.pk, kind.pk, assessment.application.organization_id)
    rows = [(Line(*row), files) for *row, files, _ in found]
    by_code = {line.code: line for line, _ in rows}
    return by_code, {line.pk: files for line, files in rows if files}, bool(found and found[0][-1])


@prepared
def _line_rows(assessment: int, kind: int, organization: int) -> "QuerySet[Any, Any]":
    uses = FileUse.objects.filter(
        removed_at=None, owner_type=kind, purpose=EVIDENCE, owner_id=Cast(OuterRef("pk"), CharField())
    )
    counted = uses.order_by().values("purpose").annotate(number=Count("pk")).values("number")
    rows = Response.objects.filter(self_assessment=assessment).order_by()
    gaps = Exists(GapItem.objects.filter(application__organization=organization, status="open"))
    return rows.annotate(files=Subquery(counted), gaps=gaps).values_list(*Line.FIELDS, "files", "gaps")


def reread(desk: Desk, code: str, *, told: Sequence[Fact]) -> Desk:
    """The desk after an answer to one leaf was written on it; ``told``: the facts that it told and that hold now."""
    if told:
        observed = _restated(desk.observed, told)
        assert desk.untold is not None
        inputs = _inputs(desk.assessment, desk.responses, desk.evidence, observed, desk.untold)
        return replace(desk, inputs=inputs, observed=observed, newest=_newest(desk.application.organization, observed))
    row = desk.responses[code]
    own = _claims(desk.tree, {code: row}, desk.evidence)
    said = with_records(desk.tree, desk.inputs, own, only={code})
    kept = {key: claim for key, claim in desk.inputs.claims.items() if key != code}
    return replace(desk, inputs=replace(desk.inputs, claims={**kept, **said}))


def _inputs(
    assessment: SelfAssessment,
    responses: Mapping[str, Any],
    evidence: Mapping[int, int],
    stated: Sequence[tuple[Observation, int]],
    untold: engine.Inputs,
) -> engine.Inputs:
    version, organization = assessment.application.standard_version, assessment.application.organization
    tree, observed = engine_version(version), [row for row, _ in stated]
    inputs = with_facts(untold, organization, _wanted(version, organization), observed)
    return replace(inputs, claims=with_records(tree, inputs, _claims(tree, responses, evidence)))


def _claims(tree: engine.Version, responses: Mapping[str, Any], evidence: Mapping[int, int]) -> dict[str, engine.Claim]:
    found = {code: claim_of(tree.by_code[code], row, evidence.get(row.pk, 0)) for code, row in responses.items()}
    return {code: claim for code, claim in found.items() if claim is not None}


def _wanted(version: StandardVersion, organization: Organization) -> Wanted:
    """What the leaves read."""
    return wanted_of(engine_version(version), organization.sector, organization.kind, organization.level)


def _untold(version: StandardVersion, organization: Organization) -> engine.Inputs:
    """What nobody typed, read at most every few seconds."""
    key = f"untold:{version.pk}:{version.digest}:{organization.pk}:{organization.path}:{clock.today()}"
    found: engine.Inputs | None = cache.get(key)
    if found is None:
        found = inputs_of(version, [organization], observed=())[organization.pk]
        cache.set(key, found, UNTOLD_FOR)
    return found


def _stated(organization: Organization, version: StandardVersion) -> list[tuple[Observation, int]]:
    """Facts and references as observations, each with its key, oldest period first. One query."""
    references = sorted(_wanted(version, organization).references)
    paths = [*organization.ancestor_paths(), organization.path] if references else []
    return [(Observation(*row[:-1]), row[-1]) for row in _fact_rows(organization.pk, paths, references)]


def _restated(stated: Sequence[tuple[Observation, int]], told: Sequence[Fact]) -> list[tuple[Observation, int]]:
    """What was read before, with the facts that took their places."""
    new = {(fact.organization_id, fact.metric.code, fact.period): fact for fact in told}
    kept = [(row, pk) for row, pk in stated if (row.organization_id, row.metric, row.period) not in new]
    kept += [
        (
            Observation(of, fact.organization_path, code, fact.metric.value_kind, period, fact.value, fact.source),
            fact.pk,
        )
        for (of, code, period), fact in new.items()
    ]
    return sorted(kept, key=lambda each: each[0].period)


def _newest(organization: Organization, stated: Sequence[tuple[Observation, int]]) -> dict[str, int]:
    """The organization's newest fact of each metric."""
    return {row.metric: pk for row, pk in stated if row.organization_id == organization.pk}


@prepared
def _fact_rows(organization: int, paths: list[str], references: list[str]) -> "QuerySet[Any, Any]":
    asked = Q(organization=organization)
    if references:
        asked |= Q(organization_path__in=paths, metric__code__in=references)
    return CurrentFact.objects.filter(asked).order_by("period").values_list(*FACT)


def _facts_of(
    organization: Organization, leaf: engine.Criterion, known: Collection[str]
) -> dict[tuple[int, str], Fact]:
    """The organization's facts that a leaf or its condition reads, by metric and period. One query, none without any."""
    codes = [code for code in _read_by(leaf) if code in known]
    if not codes:
        return {}
    return {(row.metric_id, row.period): row.fact for row in _known_rows(organization.pk, codes)}


@prepared
def _known_rows(organization: int, codes: list[str]) -> "QuerySet[Any]":
    rows = CurrentFact.objects.filter(organization=organization, metric__code__in=codes)
    return rows.select_related("fact__metric").order_by()


def _read_by(leaf: engine.Criterion) -> Sequence[str]:
    assert leaf.measure is not None
    own = [need.code for need in leaf.measure.needs(leaf.code) if need.kind in ("metric", "history")]
    return [*own, *(test.key for test in (leaf.when.tests() if leaf.when else ()) if test.is_metric)]
