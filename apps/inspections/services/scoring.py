"""Scores of several scorers: each keeps the own ones, the visit's results are made of them."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import transaction

from apps.accounts.models import User
from apps.core import clock
from apps.core.exceptions import Invalid, OutOfTurn
from apps.core.verdicts import require
from apps.standards import engine
from apps.standards.models import Criterion
from apps.standards.queries import engine_version

from .. import rules
from ..choices import OPEN_VISITS, RoundStatus, Scoring, VisitStatus
from ..models import Round, ScorerResult, Visit, VisitResult
from ..queries.scoring import KEPT, Mark, combined, is_scored, scaled, score_at, share_of
from ..queries.verifying import Found, check_result
from .verified_facts import tell_verified

COLUMNS = ("verdict", "value", "members", "figures", "scores", "note", "raw")
#: Scorers may still score while others have handed in, until the round is closed.
SCORED_WHILE = (*OPEN_VISITS, VisitStatus.RECORDED)


def hold_round(round_id: int) -> None:
    """Lock a round in which one score can settle every visit: always before any of its visits is locked."""
    list(Round.objects.select_for_update(no_key=True).filter(pk=round_id, normalised=True).values_list("pk"))


@transaction.atomic
def settle_scores(visit: Visit) -> int:
    """Make the visit's results of what its scorers gave; of a team's visit nothing is changed.

    Called whenever scores have arrived, in any order and any number of times. In a round that brings its scorers to
    one scale this is done when the round is closed; what arrives later settles the whole round anew.

    The caller holds the round (:func:`hold_round`) and tells what the visit verified.

    Returns:
        The number of leaves that have a result.
    """
    round_ = visit.round
    if round_.scoring == Scoring.TEAM:
        return 0
    if round_.normalised and round_.status == RoundStatus.CLOSED:
        return _settle_all(round_, untold=visit.pk)
    Visit.objects.select_for_update().get(pk=visit.pk)
    return _settle(round_, [visit.pk], {})[0]


@transaction.atomic
def settle_round(round: Round) -> int:
    """The same for all visits of a round: on one scale where that was decided and the round is closed."""
    return 0 if round.scoring == Scoring.TEAM else _settle_all(round)


def _settle_all(round: Round, untold: Any = None) -> int:
    """Recorded visits whose results change are told as facts, but for the one whose caller tells it."""
    hold_round(round.pk)
    visits = list(
        Visit.objects.live().filter(round=round).order_by("pk").select_for_update().values_list("pk", flat=True)
    )
    on_scale: Mapping[Any, Decimal] = {}
    if round.normalised and round.status == RoundStatus.CLOSED:
        on_scale = scaled(_marks(_rows(visits)))
    number, changed = _settle(round, visits, on_scale)
    told = Visit.objects.filter(pk__in=changed - {untold}, status=VisitStatus.RECORDED)
    # By organization: their facts are locked one after another, in the same order by everybody.
    for visit in told.select_related("round", "organization", "recorded_by").order_by("organization", "pk"):
        if visit.recorded_by is not None:
            tell_verified(actor=visit.recorded_by, visit=visit)
    return number


@transaction.atomic
def save_score(
    *,
    actor: User,
    visit: Visit,
    criterion: Criterion,
    verdict: str,
    value: Decimal | None = None,
    members: Sequence[str] = (),
    note: str = "",
    figures: Mapping[str, Any] | None = None,
) -> ScorerResult:
    """What one scorer gives for one leaf; a second call replaces the own first one, never a colleague's.

    Raises:
        Refused: not of the team. OutOfTurn: the visit was called off or the round is closed.
        Invalid: the leaf is none of this standard's, or the figures contradict the verdict.
    """
    require(rules.can_work_on(actor, visit))
    if criterion.version_id != visit.standard_version_id or not criterion.is_leaf:
        raise Invalid("该指标不属于本单位适用的标准。")
    values = check_result(criterion, verdict, value, members, note, figures={**(figures or {})}, scores=[])
    values.pop("scores")
    hold_round(visit.round_id)
    locked = Visit.objects.select_for_update(of=("self",)).select_related("round", "organization").get(pk=visit.pk)
    if locked.round.status == RoundStatus.CLOSED or locked.status not in SCORED_WHILE:
        raise OutOfTurn("本批次已办结，不能再评分。")
    result, _ = ScorerResult.objects.update_or_create(
        visit=locked, scorer=actor, criterion=criterion, defaults={**values, "given_at": clock.now()}
    )
    settle_scores(locked)
    if locked.status == VisitStatus.RECORDED:
        tell_verified(actor=actor, visit=locked)
    return result


def _rows(visits: Sequence[Any]) -> list[ScorerResult]:
    rows = ScorerResult.objects.filter(visit__in=visits).select_related("criterion__version")
    return list(rows.order_by("visit", "criterion", "scorer"))


def _marks(rows: Sequence[ScorerResult]) -> list[Mark]:
    found = []
    for row in rows:
        leaf = _leaf(row)
        share = share_of(leaf, _found(row)) if is_scored(leaf) else None
        if share is not None:
            found.append(Mark(row.scorer_id, (row.visit_id, row.criterion_id), share))
    return found


def _settle(round: Round, visits: Sequence[Any], on_scale: Mapping[Any, Decimal]) -> tuple[int, set[Any]]:
    """How many leaves have a result, and the visits in which one changed."""
    cells: dict[tuple[Any, int], list[ScorerResult]] = {}
    for row in _rows(visits):
        cells.setdefault((row.visit_id, row.criterion_id), []).append(row)
    results = [_result(cell, rows, round.scoring, on_scale) for cell, rows in cells.items()]
    kept = VisitResult.objects.filter(visit__in=visits)
    before = {(row.visit_id, row.criterion_id): row for row in kept}
    stale = [row.pk for cell, row in before.items() if cell not in cells]
    changed = {visit for visit, _ in before.keys() - cells.keys()}
    changed |= {row.visit_id for row in results if _differs(before.get((row.visit_id, row.criterion_id)), row)}
    VisitResult.objects.filter(pk__in=stale).delete()
    VisitResult.objects.bulk_create(
        results, batch_size=1000, update_conflicts=True, unique_fields=["visit", "criterion"], update_fields=COLUMNS
    )
    return len(results), changed


def _differs(before: VisitResult | None, now: VisitResult) -> bool:
    return before is None or any(getattr(before, name) != getattr(now, name) for name in COLUMNS)


def _result(
    cell: tuple[Any, int], rows: Sequence[ScorerResult], scoring: str, on_scale: Mapping[Any, Decimal]
) -> VisitResult:
    leaf, given = _leaf(rows[0]), [_found(row) for row in rows]
    whole, raw = combined(leaf, given, scoring), None
    if on_scale and is_scored(leaf) and whole.value is not None:
        raw = whole.value
        moved = [
            Found(found.verdict, _moved(leaf, on_scale[row.scorer_id, cell]), note=found.note)
            if (row.scorer_id, cell) in on_scale
            else found
            for row, found in zip(rows, given, strict=True)
        ]
        whole = combined(leaf, moved, scoring)
    columns = {name: getattr(whole, name) for name in COLUMNS if name != "raw"}
    return VisitResult(visit_id=cell[0], criterion_id=cell[1], raw=raw, **columns)


def _moved(leaf: engine.Criterion, share: Decimal) -> Decimal:
    return score_at(leaf, share).quantize(KEPT, ROUND_HALF_UP)


def _leaf(row: ScorerResult) -> engine.Criterion:
    return engine_version(row.criterion.version).by_code[row.criterion.code]


def _found(row: ScorerResult) -> Found:
    return Found(row.verdict, row.value, row.members, row.note, row.figures)
