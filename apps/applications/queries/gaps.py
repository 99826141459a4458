"""差什么: what one organization lacks against one standard, from its facts and what it said in its self-assessment."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from apps.campaigns.models import Campaign
from apps.campaigns.queries import with_standards
from apps.organizations.models import EventKind, Organization
from apps.organizations.querysets import lineage
from apps.standards import engine
from apps.standards.models import StandardVersion
from apps.standards.queries import engine_version, versions_applying_to

from ..choices import ApplicationStatus
from ..models import Application, Response
from .application import DROPPED
from .assessment_inputs import assessment_of, known_facts, own_claims, place_inputs


@dataclass(frozen=True)
class Gaps:
    """One organization against one version. ``application`` is the one whose self-assessment was read, if any.

    ``adverse``: kinds of events that only the office above enters.
    """

    organization: Organization
    version: StandardVersion
    tree: engine.Version
    inputs: engine.Inputs
    found: engine.WhatIf
    application: Application | None = None
    responses: Sequence[Response] = field(default_factory=tuple)
    adverse: frozenset[str] = frozenset()

    @property
    def outcome(self) -> engine.VersionOutcome:
        return self.found.outcome

    @cached_property
    def numbers(self) -> dict[str, tuple[str, engine.Outcome]]:
        """Number (2.3) and section of every leaf, by its code."""
        return {
            leaf.code: (f"{at}.{index}", section)
            for at, section in enumerate(self.outcome.children, 1)
            for index, leaf in enumerate(section.leaves(), 1)
        }

    @cached_property
    def response_keys(self) -> dict[str, int]:
        """Keys of the answers that may still be changed, by leaf code."""
        if self.application is None or self.application.status != ApplicationStatus.CREATING:
            return {}
        return {row.criterion.code: row.pk for row in self.responses}


def applications_of(organization: Organization) -> list[Application]:
    """The organization's standing applications with their self-assessments, newest first. One query."""
    rows = Application.objects.filter(organization=organization).exclude(status__in=DROPPED)
    related = ("campaign", "organization", "standard_version__standard", "self_assessment")
    return list(rows.select_related(*related).order_by("-campaign__year", "-pk"))


def standards_for(
    organization: Organization, applications: Sequence[Application]
) -> tuple[list[StandardVersion], StandardVersion | None]:
    """The versions that an organization may be held against, and the one to begin with.

    That is the version of its newest application, else of a running campaign that it may join, else the first.
    """
    offered = list(versions_applying_to(organization))
    if applications:
        first: StandardVersion | None = applications[0].standard_version
    else:
        first = _of_running_campaign(organization) or next(iter(offered), None)
    known = {version.pk for version in offered}
    used = {row.standard_version_id: row.standard_version for row in applications}
    if first is not None:
        used[first.pk] = first
    return [*(version for pk, version in used.items() if pk not in known), *offered], first


def _of_running_campaign(organization: Organization) -> StandardVersion | None:
    running = Campaign.objects.running().filter(scope_path__in=lineage(organization.path))
    for campaign in running.order_by("-year", "-pk").prefetch_related(with_standards()):
        wanted = (campaign.sectors, organization.sector), (campaign.kinds, organization.kind)
        if all(not allowed or own in allowed for allowed, own in (*wanted, (campaign.levels, organization.level))):
            versions = {row.sector: row.version for row in campaign.standards.all()}
            if version := versions.get(organization.sector) or versions.get(""):
                return version
    return None


def gaps_of(organization: Organization, version: StandardVersion, applications: Sequence[Application] = ()) -> Gaps:
    """What the organization lacks as things stand; what it answered in its newest self-assessment counts as said."""
    tree = engine_version(version)
    application = next(
        (row for row in applications if row.standard_version_id == version.pk and assessment_of(row)), None
    )
    assessment = assessment_of(application) if application else None
    responses = list(assessment.responses.select_related("criterion")) if assessment else []
    claims = own_claims(assessment, tree, responses) if assessment else {}
    inputs = place_inputs(version, organization, claims, known_facts(organization, tree).observed)
    found = engine.what_if(tree, inputs)
    return Gaps(organization, version, tree, inputs, found, application, responses, _adverse(found.outcome))


def _adverse(outcome: engine.VersionOutcome) -> frozenset[str]:
    """The adverse ones among the kinds of events that the leaves read; no query where none does."""
    measures = (leaf.criterion.measure for leaf in outcome.leaves() if leaf.criterion is not None)
    needs = (need for measure in measures if measure is not None for need in measure.needs(""))
    codes = {need.code for need in needs if need.kind == "event"}
    kinds = EventKind.objects.filter(code__in=codes) if codes else ()
    return frozenset(kind.code for kind in kinds if kind.is_adverse)
