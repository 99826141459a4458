"""Writing a self-assessment: started from what is known, answered leaf by leaf, signed, sent back."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import transaction

from apps.accounts.models import User
from apps.core import clock
from apps.core.bulk import Change, columns_change, make_changes
from apps.core.exceptions import StaleVersion
from apps.core.states import record
from apps.core.verdicts import require
from apps.standards import engine
from apps.standards.models import Criterion
from apps.standards.queries import engine_version

from .. import assessment_rules as rules
from ..answers import check_answer
from ..choices import AssessmentStatus
from ..models import Application, Response, SelfAssessment
from ..queries.answer_desk import desk_of, reread
from ..queries.assessment import Desk, Sheet, sheet_of
from .assessment_facts import record_told
from .opening import note_seen

PLACES = Decimal("0.0001")
SAID = ("value", "members", "note", "not_applicable", "answered", "saved_at", "version")
FOUND = ("points", "state", "verdict", "fact")
STALE = "这一项刚被他人修改，您的内容没有保存，请刷新后再改。"


@transaction.atomic
def start_self_assessment(*, actor: User | None, application: Application) -> SelfAssessment:
    """The self-assessment with a row for every leaf of the organization; started once, the same afterwards.

    Raises:
        Refused: not the branch's own secretary.
        OutOfTurn: the application is not under creation.
    """
    # The application's row is the lock: two people starting at once make one self-assessment.
    locked = locked_application(application.pk)
    found = SelfAssessment.objects.filter(application=locked).first()
    if found is not None and found.status == AssessmentStatus.SUBMITTED:
        return found
    acting = require(rules.can_start_assessment(actor, locked))
    if found is None:
        found = SelfAssessment.objects.create(
            application=locked, organization_path=locked.organization_path, created_at=clock.now()
        )
        record(found, "create", acting=acting)
        if actor is not None:
            note_seen(actor=actor, application=locked)
    found.application = locked
    _add_rows(found)
    recompute(found)
    return found


def locked_application(pk: int) -> Application:
    """The application, locked, with what its rules ask."""
    related = ("organization", "campaign", "standard_version")
    return Application.objects.select_for_update(of=("self",)).select_related(*related).get(pk=pk)


def _add_rows(assessment: SelfAssessment) -> None:
    """One row per leaf that belongs to the organization, whether its condition holds today or not."""
    application = assessment.application
    tree, organization = engine_version(application.standard_version), application.organization
    inputs = engine.Inputs(
        as_of=clock.today(), sector=organization.sector, kind=organization.kind, level=organization.level
    )
    codes = [leaf.code for leaf in engine.evaluate_version(tree, inputs).leaves()]
    present = set(assessment.responses.values_list("criterion__code", flat=True))
    wanted = Criterion.objects.filter(version=application.standard_version, code__in=set(codes) - present)
    rows = [Response(self_assessment=assessment, criterion=criterion) for criterion in wanted]
    Response.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def answer(
    *,
    actor: User | None,
    response: Response,
    version: int,
    value: Any = None,
    members: Sequence[str] = (),
    not_applicable: bool = False,
    note: str = "",
    facts: Mapping[str, Any] | None = None,
) -> Response:
    """Answer one leaf, and score the self-assessment anew.

    Args:
        version: of the response when it was read.
        value: yes or no, points claimed, the value of the leaf's metric, times per period; for a ratio or
            a comparison whose figures are unknown, whether it is fulfilled.
        members: codes of fulfilled checklist members, or the one grade chosen.
        facts: values of other metrics that the leaf reads, by metric code; ``code@2025`` names a period.

    A value of a metric is recorded as a fact of the organization, so that nobody types it twice.

    Raises:
        Refused, OutOfPhase, OutOfTurn: not this person's, or not now.
        StaleVersion: somebody else answered meanwhile.
        Invalid: a value that the leaf's measure does not allow.
    """
    assessment = locked_assessment(response.self_assessment_id)
    require(rules.can_answer(actor, assessment))
    desk, fresh = desk_of(assessment, response.pk)
    if fresh.version != version:
        raise StaleVersion(STALE)
    told = {"value": value, "members": members, "not_applicable": not_applicable, "note": note, "facts": facts or {}}
    store_answer(actor=actor, desk=desk, response=fresh, told=told)
    fresh.refresh_from_db()
    return fresh


def store_answer(
    *,
    actor: User | None,
    desk: Desk,
    response: Response,
    told: Mapping[str, Any],
    noted: Callable[[Response], Iterable[Change]] = lambda _: (),
) -> None:
    """Write one checked answer on the desk, what it tells of metrics, and what comes of it. The desk is locked.

    Args:
        told: value, members, not_applicable, note and facts, as :func:`answer` takes them.
        noted: what is written in the same statement, once the answer has its new version.

    Raises:
        Invalid: a value that the leaf's measure does not allow.
    """
    leaf = desk.tree.by_code[response.criterion.code]
    given = check_answer(
        leaf, told.get("value"), told.get("members", ()), told.get("not_applicable", False), told.get("note", "")
    )
    response.value, response.members, response.note = given.value, list(given.members), given.note
    response.not_applicable, response.answered = given.not_applicable, given.answered
    response.saved_at, response.version = clock.now(), response.version + 1
    news = record_told(actor, desk, leaf, given, told.get("facts") or {})
    desk = reread(desk, leaf.code, told=news)
    outcome = engine.evaluate_version(desk.tree, desk.inputs)
    keep_outcome(desk, outcome, answered=response, noted=noted(response))


def recompute(assessment: SelfAssessment) -> Sheet:
    """Score a draft as things stand now and keep each leaf's outcome beside its answer."""
    sheet = sheet_of(assessment.application)
    assert sheet is not None
    keep_outcome(sheet, sheet.outcome)
    return sheet


def keep_outcome(
    desk: Desk, outcome: engine.VersionOutcome, answered: Response | None = None, noted: Iterable[Change] = ()
) -> None:
    """Store what has changed of the leaves and of the whole, and with it the answer that was just given."""
    changed = [row for leaf in outcome.leaves() if (row := _outcome_into(desk, leaf)) is not None]
    changes = [*noted]
    if answered is not None:
        changes.append(columns_change([answered], [*SAID, *FOUND]))
    others = [row if isinstance(row, Response) else row.response(desk.assessment) for row in changed]
    if others := [row for row in others if row is not answered]:
        changes.append(columns_change(others, FOUND))
    assessment, passed = desk.assessment, outcome.passed
    score = None if outcome.score is None else outcome.score.quantize(PLACES, ROUND_HALF_UP)
    if (assessment.score, assessment.passes_gate) != (score, passed):
        assessment.score, assessment.passes_gate = score, passed
        changes.append(columns_change([assessment], ["score", "passes_gate"]))
    make_changes(changes)
    if desk.gaps_open:
        _recognise(desk.application, changed)


def _recognise(application: Application, changed: Sequence[Any]) -> None:
    """Items on the list of rectification whose leaf has just become met are closed; nothing else costs a query."""
    from .gap_items import recognise_gaps

    if met := [row.code for row in changed if row.verdict == "met"]:
        recognise_gaps(application, met)


def _outcome_into(desk: Desk, leaf: engine.Outcome) -> Any:
    """The leaf's row with its present outcome, when that differs from what is stored."""
    row = desk.responses.get(leaf.code)
    if row is None:
        return None
    decided = leaf.state in (engine.State.SCORED, engine.State.NOT_APPLICABLE)
    fact = _deciding_fact(desk, leaf)
    new = (
        leaf.points.quantize(PLACES, ROUND_HALF_UP) if decided else None,
        leaf.state.value,
        leaf.verdict.value if leaf.verdict else "",
        fact,
    )
    if new == (row.points, row.state, row.verdict, row.fact_id):
        return None
    row.points, row.state, row.verdict, row.fact_id = new
    return row


def _deciding_fact(desk: Desk, leaf: engine.Outcome) -> int | None:
    """The key of the first observation that the leaf's own measure reads, when one is known."""
    assert leaf.criterion is not None and leaf.criterion.measure is not None
    codes = [need.code for need in leaf.criterion.measure.needs(leaf.code) if need.kind in ("metric", "history")]
    return next((desk.newest[code] for code in codes if code in desk.newest), None)


def locked_assessment(pk: int) -> SelfAssessment:
    """The self-assessment, locked: answers and the signature come one after the other.

    Its organization is locked before it, as acts on the tree and facts do: an answer may tell facts.
    """
    related = (
        "application__organization",
        "application__campaign",
        "application__standard_version",
    )
    rows = SelfAssessment.objects.select_for_update(of=("application__organization", "self"), no_key=True)
    found = rows.select_related(*related).get(pk=pk)
    # Let the application find this very object again, not a second copy of it.
    found.application.self_assessment = found
    return found
