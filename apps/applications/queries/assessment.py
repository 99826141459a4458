"""The self-assessment as it is read: outcome, what is missing, and what it costs to fill in."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from apps.core import clock
from apps.core.models import FileUse
from apps.core.prepared import prepared
from apps.organizations.models import Fact, Organization
from apps.organizations.queries import facts_by_period, record_dates
from apps.standards import engine
from apps.standards.inputs import DERIVED_SOURCES, Observation, attributes_of
from apps.standards.models import StandardVersion
from apps.standards.queries import engine_version

from ..answers import control_of
from ..choices import AssessmentStatus
from ..models import Application, Response, SelfAssessment
from .assessment_inputs import (
    KnownFacts,
    assessment_of,
    evidence_of,
    fact_value,
    inputs_for,
    known_facts,
    own_claims,
    present_inputs,
)


def self_outcome(application: Application) -> engine.VersionOutcome:
    """The outcome of the self-assessment: as signed after submission, as things stand before."""
    return engine.evaluate_version(engine_version(application.standard_version), inputs_for(application))


@dataclass(frozen=True)
class Desk:
    """A self-assessment as far as its answers and its score are concerned.

    ``responses`` by leaf code (models or ``answer_desk.Line``); ``facts`` are those that are shown, by metric id and
    period; ``newest`` the key of the newest fact of each metric, by its code; ``evidence`` the number of files of each
    response; ``observed`` the facts and references that were read, with the key of each; ``gaps_open`` whether the
    organization may have items of rectification that are open; ``untold`` what nobody typed, as it was read.
    """

    application: Application
    assessment: SelfAssessment
    tree: engine.Version
    responses: Mapping[str, Any]
    facts: Mapping[tuple[int, str], Fact]
    inputs: engine.Inputs
    needs: Mapping[str, engine.LeafNeeds]
    newest: Mapping[str, int]
    evidence: Mapping[int, int]
    observed: Sequence[tuple[Observation, int]] = field(default=(), kw_only=True)
    gaps_open: bool = field(default=True, kw_only=True)
    untold: engine.Inputs | None = field(default=None, kw_only=True)

    @cached_property
    def current(self) -> dict[str, Fact]:
        """The newest fact of each metric, by its code."""
        return newest_of(self.facts)

    @cached_property
    def derived(self) -> dict[str, engine.FactValue]:
        """What ledgers and records tell of metrics that nobody stated, by code."""
        told = self.inputs.facts.items()
        return {code: value for code, value in told if value.source in DERIVED_SOURCES and code not in self.current}


def newest_of(facts: Mapping[tuple[int, str], Fact]) -> dict[str, Fact]:
    """The newest fact of each metric, by its code."""
    ordered = sorted(facts.items(), key=lambda item: item[0][1])
    return {fact.metric.code: fact for _, fact in ordered}


@dataclass(frozen=True)
class Sheet(Desk):
    """A self-assessment read as a whole, in a fixed number of queries. ``files``: the evidence by response id."""

    responses: Mapping[str, Response]
    files: Mapping[int, list[FileUse]]
    outcome: engine.VersionOutcome

    def answered(self, leaf: engine.Outcome) -> bool:
        """Whether nothing more is awaited from the branch for the verdict on this leaf."""
        if leaf.state in (engine.State.SCORED, engine.State.NOT_APPLICABLE):
            return True
        return leaf.state is engine.State.INSUFFICIENT and not self.owes(leaf.code)

    def owes(self, code: str) -> bool:
        """Whether the branch has not given all that an undecided leaf reads.

        Figures that others keep, or that cannot be used (a share of nothing), do not hold a branch up.
        """
        leaf = self.needs.get(code)
        return leaf is not None and any(need.from_organization and not self._given(need) for need in leaf.needs)

    def _given(self, need: engine.Need) -> bool:
        if need.kind == "record":
            return need.code in self.inputs.records
        if need.kind == "claim":
            claim = self.inputs.claims.get(need.code)
            return claim is not None and not claim.silent
        return need.code in self.inputs.facts


def sheet_of(application: Application) -> Sheet | None:
    """Everything about a self-assessment; None before it is started."""
    assessment = assessment_of(application)
    if assessment is None:
        return None
    tree = engine_version(application.standard_version)
    responses = {row.criterion.code: row for row in _response_rows(assessment.pk)}
    files = _files(assessment)
    known = known_facts(application.organization, tree)
    inputs = _sheet_inputs(assessment, application, tree, responses, files, known)
    return Sheet(
        application=application,
        assessment=assessment,
        tree=tree,
        responses=responses,
        files=files,
        facts=known.facts,
        inputs=inputs,
        outcome=engine.evaluate_version(tree, inputs),
        needs={leaf.criterion.code: leaf for leaf in leaf_needs(tree, inputs)},
        newest={code: fact.pk for code, fact in newest_of(known.facts).items()},
        evidence={pk: len(uses) for pk, uses in files.items()},
    )


def leaf_needs(tree: engine.Version, inputs: engine.Inputs) -> tuple[engine.LeafNeeds, ...]:
    """The leaves that an organization has to answer, its known facts deciding which apply."""
    return engine.leaf_inputs(
        tree, inputs.sector, inputs.kind, inputs.attributes, level=inputs.level, facts=inputs.facts
    )


@prepared
def _response_rows(assessment: int) -> "QuerySet[Any]":
    rows = Response.objects.filter(self_assessment=assessment).select_related("criterion")
    return rows.defer("criterion__definition")


def _files(assessment: SelfAssessment) -> dict[int, list[FileUse]]:
    found: dict[int, list[FileUse]] = defaultdict(list)
    for use in evidence_of(assessment):
        found[int(use.owner_id)].append(use)
    return found


def _sheet_inputs(
    assessment: SelfAssessment,
    application: Application,
    tree: engine.Version,
    responses: Mapping[str, Response],
    files: Mapping[int, list[FileUse]],
    known: KnownFacts,
) -> engine.Inputs:
    if assessment.status == AssessmentStatus.SUBMITTED and assessment.inputs:
        return engine.thaw(assessment.inputs)
    counts = {pk: len(uses) for pk, uses in files.items()}
    return present_inputs(application, own_claims(assessment, tree, responses.values(), counts), known.observed)


@dataclass(frozen=True)
class Missing:
    """One thing that stands between a draft and its submission."""

    section: str
    response: Response
    label: str


def missing_of(sheet: Sheet) -> list[Missing]:
    """What is missing before the self-assessment can be signed, in the order of the standard."""
    found = []
    for section in sheet.outcome.children:
        for leaf in section.leaves():
            response = sheet.responses.get(leaf.code)
            if response is None:
                continue
            found += [Missing(section.code, response, text) for text in _lacks(sheet, leaf, response)]
    return found


def _lacks(sheet: Sheet, leaf: engine.Outcome, response: Response) -> list[str]:
    if not sheet.answered(leaf):
        return [f"{leaf.title}：{leaf.reason or '尚未填报'}"]
    texts = []
    if leaf.evidence_short:
        texts.append(f"{leaf.title}：还缺 {leaf.evidence_short} 份佐证材料")
    if response.not_applicable and not response.note:
        texts.append(f"{leaf.title}：请写明不适用的理由")
    elif _wants_reason(leaf, response):
        texts.append(f"{leaf.title}：请写明自评得分的理由")
    return texts


def _wants_reason(leaf: engine.Outcome, response: Response) -> bool:
    assert leaf.criterion is not None
    judged = control_of(leaf.criterion) in ("points", "grades")
    return (
        judged
        and response.answered
        and not response.note
        and bool(getattr(leaf.criterion.measure, "reason_required", False))
    )


def assessment_burden(version: StandardVersion, organization: Organization) -> tuple[int, int]:
    """How many leaves an organization has to give, and how many of them are filled in from what is known.

    Returns:
        ``(inputs, prefilled)``: the numbers of leaves that the section pages render with a form, and of
        those whose every input is a known fact or record.
    """
    tree = engine_version(version)
    facts = {
        fact.metric.code: fact_value(fact) for _, fact in sorted(facts_by_period(organization).items(), key=_period)
    }
    leaves = engine.leaf_inputs(
        tree, organization.sector, organization.kind, attributes_of(organization), level=organization.level, facts=facts
    )
    kinds = record_dates(organization, clock.today().replace(year=clock.today().year - 1, month=1, day=1))
    return len(leaves), sum(prefilled(leaf, facts, kinds) for leaf in leaves)


def _period(item: tuple[tuple[int, str], Fact]) -> str:
    return item[0][1]


def prefilled(leaf: engine.LeafNeeds, facts: Mapping[str, Any], records: Mapping[str, Any]) -> bool:
    """Whether all that a leaf asks of the organization is known already."""
    known = {"metric": facts, "history": facts, "record": records}
    own = [need for need in leaf.needs if need.from_organization]
    return all(need.code in known.get(need.kind, {}) for need in own)
