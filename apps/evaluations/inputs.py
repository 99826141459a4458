"""What an evaluation reads beside the self-assessment, for many applications in a few statements."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import Q

from apps.applications.models import Application
from apps.applications.queries import inputs_for_many
from apps.applications.queries.application import DROPPED
from apps.inspections.queries import satisfactions, verified_claims_of
from apps.standards import engine
from apps.standards.inputs import cohort_ranks
from apps.standards.queries import engine_version

from .models import Evaluation, VetoFinding

SATISFACTION = "satisfaction"


@dataclass(frozen=True)
class Said:
    """By application: what visits verified, the masses' satisfaction in percent, vetoes found, grade decided."""

    claims: Mapping[int, Mapping[str, engine.Claim]]
    satisfaction: Mapping[int, Decimal]
    vetoes: Mapping[int, Mapping[str, engine.VetoFinding]]
    decisions: Mapping[int, engine.GradeDecision]


def people_said(applications: Collection[Application], known: Mapping[int, Evaluation]) -> Said:
    """Three statements, however many applications; ``known``: their evaluations so far."""
    ids = [application.pk for application in applications]
    decisions = {pk: decision for pk, row in known.items() if (decision := grade_decision(row)) is not None}
    return Said(verified_claims_of(applications), satisfactions(ids), _vetoes(ids), decisions)


def _vetoes(application_ids: Collection[int]) -> dict[int, dict[str, engine.VetoFinding]]:
    found: dict[int, dict[str, engine.VetoFinding]] = {}
    for row in VetoFinding.objects.filter(application__in=application_ids, lifted_at__isnull=True):
        finding = engine.VetoFinding(row.decided_on, row.decided_by, row.evidence, row.note)
        found.setdefault(row.application_id, {})[row.code] = finding
    return found


def grade_decision(row: Evaluation) -> engine.GradeDecision | None:
    """The grade given by hand, in the engine's words."""
    if not row.given_grade:
        return None
    return engine.GradeDecision(row.given_grade, row.given_reason, row.given_on, "主办单位")


def _ranks(applications: Sequence[Application], joining: Collection[int]) -> dict[int, dict[str, engine.Rank]]:
    """Places among all that stand by the same standard in the same campaign, by organization id."""
    found: dict[int, dict[str, engine.Rank]] = {}
    groups = {(row.campaign_id, row.standard_version_id): row.standard_version for row in applications}
    for (campaign, version_id), version in groups.items():
        standing = Application.objects.filter(
            Q(standard_version=version_id) | Q(pk__in=joining), campaign=campaign
        ).exclude(status__in=DROPPED)
        found |= cohort_ranks(engine_version(version), standing.values("organization_id"))
    return found


def organization_inputs(
    applications: Sequence[Application],
    said: Said,
    known: Mapping[int, engine.Inputs] | None = None,
    joining: Collection[int] = (),
) -> Iterator[tuple[Application, engine.Inputs]]:
    """Everything that the organizational scores of these applications follow from.

    Args:
        known: what their self-assessments read, where the caller has it.
        joining: applications that will stand by the same standard, as the rows say already.
    """
    places = _ranks(applications, joining)
    for application, found in inputs_for_many(applications, said.claims, known):
        satisfied = said.satisfaction.get(application.pk)
        # Of a campaign's own survey alone; one of an earlier campaign does not stand in for it.
        surveys = {code: value for code, value in found.surveys.items() if code != SATISFACTION}
        if satisfied is not None:
            surveys[SATISFACTION] = engine.SurveyValue(satisfied, source="mass_survey")
        vetoes = {**found.vetoes, **said.vetoes.get(application.pk, {})}
        decision = said.decisions.get(application.pk)
        ranks = places.get(application.organization_id, {})
        yield application, replace(found, surveys=surveys, vetoes=vetoes, decision=decision, ranks=ranks)
