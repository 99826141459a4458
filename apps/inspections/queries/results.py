"""What visits and surveys say to the organizational score and to satisfaction."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.db.models import F, TextField
from django.db.models.functions import Cast

from apps.applications.models import Application
from apps.standards import engine
from apps.standards.engine.measures.claims import Judged
from apps.standards.queries import engine_version

from ..choices import RoundKind, SurveyStatus, VisitStatus
from ..models import MassSurvey, Survey, SurveySite, VisitResult
from .tallies import EMPTY, MIN_BALLOTS, Method, ballots_of, satisfaction_by
from .verifying import Found, claim_of

#: Rounds whose verdicts count for the result; quarterly and random ones steer the work.
COUNTING = (RoundKind.ACCEPTANCE, RoundKind.TOUR)
HUNDRED = Decimal(100)


def verified_claims(application: Application) -> dict[str, engine.Claim]:
    """What the acceptance verified, by leaf code, in the engine's words; one query.

    Of several visits the newest counts for each leaf; of a judged leaf all scores count (the engine
    takes their mean). Leaves that no team looked at are not in it.
    """
    return verified_claims_of([application])[application.pk]


def verified_claims_of(applications: Collection[Application]) -> dict[int, dict[str, engine.Claim]]:
    """The same for many applications in one query; their standard versions must be loaded."""
    trees = {application.pk: engine_version(application.standard_version) for application in applications}
    found: dict[int, dict[str, engine.Claim]] = {pk: {} for pk in trees}
    read: dict[tuple[Any, ...], engine.Claim] = {}
    for pk, code, *told in _results(list(trees)):
        leaf = trees[pk].by_code.get(code)
        if leaf is None:
            continue
        key = (id(leaf), *told)
        if key not in read:
            read[key] = claim_of(leaf, _found(*told))  # most teams say the same of a leaf: it stands or it does not
        claims = found[pk]
        claims[code] = _joined(leaf, claims.get(code), read[key])
    return found


def _found(verdict: str, value: Decimal | None, note: str, members: str, figures: str, scores: str) -> Found:
    return Found(verdict, value, json.loads(members), note, json.loads(figures), json.loads(scores))


def satisfaction(application: Application) -> Decimal | None:
    """群众满意度 in percent, unrounded; None without a survey or below five valid ballots.

    (满意 + 基本满意) ÷ (满意 + 基本满意 + 不满意): 不了解 is left out (practice B18).
    """
    return satisfactions([application.pk]).get(application.pk)


def satisfactions(application_ids: Iterable[int]) -> Mapping[int, Decimal]:
    """The same for many applications in three queries; those without a figure are absent.

    The newest survey that ended with a figure counts alone; without one the ballots counted on paper do.
    """
    ids = list(application_ids)
    found = {row.application_id: satisfaction_of(row) for row in MassSurvey.objects.of_applications(ids)}
    found.update(
        {pk: satisfaction_by(method_of(site.survey), site.tally or EMPTY) for pk, site in surveyed(application__in=ids)}
    )
    return {pk: value for pk, value in found.items() if value is not None}


def surveyed(**wanted: Any) -> list[tuple[int, SurveySite]]:
    """Applications with their site of the newest survey that ended with a figure; two queries.

    Too few ballots for a figure replace nothing: neither an earlier survey nor ballots counted on paper.

    ``site.owner`` is the organization's key.
    """
    rows = SurveySite.objects.filter(survey__status=SurveyStatus.CLOSED, tally__isnull=False, **wanted)
    rows = rows.annotate(owner=F("application__organization_id")).order_by("survey__closes_at", "pk")
    sites = [site for site in rows if ballots_of(site.tally or EMPTY)]
    surveys = Survey.objects.in_bulk({site.survey_id for site in sites})
    for site in sites:
        site.survey = surveys[site.survey_id]
    told = [site for site in sites if satisfaction_by(method_of(site.survey), site.tally or EMPTY) is not None]
    return list({site.application_id: site for site in told}.items())


def method_of(survey: Survey) -> Method:
    """How the survey counts."""
    return Method(survey.questions, survey.groups, survey.counting)


def valid_ballots(survey: MassSurvey) -> int:
    return int(survey.satisfied + survey.fairly_satisfied + survey.dissatisfied)


def satisfaction_of(survey: MassSurvey) -> Decimal | None:
    """One survey's figure, see :func:`satisfaction`."""
    valid = valid_ballots(survey)
    if valid < MIN_BALLOTS:
        return None
    return Decimal(survey.satisfied + survey.fairly_satisfied) * HUNDRED / valid


def _results(application_ids: list[int]) -> Iterable[tuple[Any, ...]]:
    """Results of the visits that count, oldest visit first: plain rows, a campaign has a hundred thousand of them."""
    rows = VisitResult.objects.filter(
        visit__application__in=application_ids, visit__status=VisitStatus.RECORDED, visit__round__kind__in=COUNTING
    )
    told = ("visit__application_id", "criterion__code", "verdict", "value", "note")
    # As text: nearly all of them are empty, and equal text means an equal claim.
    texts = [Cast(name, TextField()) for name in ("members", "figures", "scores")]
    return rows.order_by("visit__recorded_at", "pk").values_list(*told, *texts).iterator(chunk_size=5000)


def _joined(leaf: engine.Criterion, before: engine.Claim | None, claim: engine.Claim) -> engine.Claim:
    """A later claim replaces an earlier one; scores and levels of a judged leaf are kept side by side."""
    given = _scores(claim)
    if before is None or not isinstance(leaf.measure, Judged) or not given:
        return claim
    notes = dict.fromkeys(note for note in (before.note, claim.note) if note)
    return replace(claim, value=[*_scores(before), *given], note="；".join(notes))


def _scores(claim: engine.Claim) -> list[Any]:
    """The scores or level codes of a claim; a bare verdict is none."""
    values = claim.value if isinstance(claim.value, list) else [claim.value]
    return [value for value in values if isinstance(value, Decimal | str)]
