"""Scores of a whole campaign as a job: chunks of applications, each computed in one transaction by whoever takes it."""

import logging
from typing import Any

from django.db import transaction
from django.db.models import F

from apps.campaigns.models import Campaign
from apps.core import clock
from apps.core.exceptions import Invalid, OutOfTurn
from apps.core.models import StateChange
from apps.core.publish import enqueue
from apps.core.states import move, record
from apps.core.verdicts import SYSTEM, Acting, require

from .. import queries
from ..choices import RunStatus
from ..models import ScoringChunk, ScoringRun
from ..rules import can_evaluate
from .ranking import rank_campaign
from .scoring import lock_scores, score_applications

log = logging.getLogger(__name__)
CHUNK = 100
#: Up to so many applications are computed while the person waits (well under a second).
AT_ONCE = 50
#: Workers that share one run; each takes the next chunk that nobody holds.
WORKERS = 2
#: A chunk that breaks off so often ends the run.
ATTEMPTS = 3
FAILED = "有 {} 家单位的得分多次计算不成功，已停止，已算出的得分保留。请核对所用标准和填报数据后重新计算。"
TASK = "apps.evaluations.tasks.compute_scores"


@transaction.atomic
def start_scoring(*, actor: Any, campaign: Campaign, chunk: int = CHUNK) -> ScoringRun:
    """Begin to score every inspected application of the campaign anew.

    A run of at most ``AT_ONCE`` applications is left to the caller (``compute_scores``); a larger one is handed
    to the workers. Nobody decides, publicises or moves the campaign while it lasts.

    Raises:
        Refused: not the issuer's office, or outside the assessment phase. OutOfTurn: a run is under way.
        Invalid: nobody was inspected yet.
    """
    acting = require(can_evaluate(actor, campaign))
    lock_scores(campaign)
    keys = list(queries.awaiting_score(campaign).order_by("pk").values_list("pk", flat=True))
    if not keys:
        raise Invalid("还没有通过验收的单位，暂时不能计算得分。")
    run = ScoringRun.objects.create(campaign=campaign, created_at=clock.now(), total=len(keys))
    record(run, "create", acting=acting)
    parts = [keys[at : at + chunk] for at in range(0, len(keys), chunk)]
    ScoringChunk.objects.bulk_create(
        ScoringChunk(run=run, first=part[0], last=part[-1], size=len(part)) for part in parts
    )
    if len(keys) > AT_ONCE:
        for _ in range(WORKERS):
            enqueue(TASK, run.pk)
    return run


def cancel_scoring(*, actor: Any, campaign: Campaign) -> None:
    """Stop the run that is under way; scores computed so far stay and are ranked.

    Raises:
        Refused: not the issuer's office, or outside the assessment phase. OutOfTurn: nothing is under way.
    """
    acting = require(can_evaluate(actor, campaign))
    run = queries.running_of(campaign)
    if run is None:
        raise OutOfTurn("没有正在进行的得分计算。")
    _ended(run, "cancel", acting)


def compute_scores(run_id: int) -> int:
    """Score chunk after chunk until none is left, then rank; returns the applications scored here.

    Safe to run any number of times, at once or again: a chunk is taken under its lock and ends with its figures.
    """
    run = ScoringRun.objects.select_related("campaign__organization").get(pk=run_id)
    acting, computed = _starter(run), 0
    while (size := _try_chunk(run, acting)) is not None:
        computed += size
    _finish(run)
    return computed


def resume_scoring() -> None:
    """Hand out again the runs that have chunks left: a worker was killed, or the broker was gone."""
    for pk in ScoringRun.objects.filter(status=RunStatus.RUNNING).values_list("pk", flat=True):
        enqueue(TASK, pk)


def _starter(run: ScoringRun) -> Acting:
    """Who began the run, and in which capacity: the steps of the applications are that person's."""
    begun = StateChange.objects.of(run).select_related("actor").get(verb="create")
    return Acting(begun.actor, begun.acting_role, begun.acting_organization_id, begun.acting_organization_name)


def _try_chunk(run: ScoringRun, acting: Acting) -> int | None:
    """One chunk; its size, 0 when it broke off, None when none is left."""
    taken: list[int] = []
    try:
        return _next_chunk(run, acting, taken)
    except Exception:  # whatever it was: the run must end with a sentence, not hang
        if not taken:
            raise
        log.exception("scoring run %s: chunk %s broke off", run.pk, taken[0])
        _broke_off(run, taken[0])
        return 0


@transaction.atomic
def _next_chunk(run: ScoringRun, acting: Acting, taken: list[int]) -> int | None:
    waiting = ScoringChunk.objects.filter(run=run, finished_at=None, run__status=RunStatus.RUNNING)
    chunk = waiting.select_for_update(of=("self",), skip_locked=True).order_by("attempts", "pk").first()
    if chunk is None:
        return None
    taken.append(chunk.pk)
    found = queries.awaiting_score(run.campaign).filter(pk__gte=chunk.first, pk__lte=chunk.last).order_by("pk")
    score_applications(run.campaign, list(found), acting)
    ScoringChunk.objects.filter(pk=chunk.pk).update(finished_at=clock.now())
    return int(chunk.size)


def _broke_off(run: ScoringRun, key: int) -> None:
    ScoringChunk.objects.filter(pk=key).update(attempts=F("attempts") + 1)
    chunk = ScoringChunk.objects.get(pk=key)
    if chunk.attempts >= ATTEMPTS:
        _ended(run, "fail", SYSTEM, FAILED.format(chunk.size))


@transaction.atomic
def _ended(run: ScoringRun, verb: str, acting: Acting, reason: str = "") -> None:
    """End a run before its time, after the chunks that workers hold; what is scored is ranked."""
    list(ScoringChunk.objects.select_for_update().filter(run=run, finished_at=None).order_by("pk").values_list("pk"))
    locked = ScoringRun.objects.select_for_update(of=("self",)).select_related("campaign").get(pk=run.pk)
    if locked.status != RunStatus.RUNNING:
        return
    rank_campaign(locked.campaign)
    move(locked, verb, acting=acting, reason=reason)
    ScoringRun.objects.filter(pk=run.pk).update(finished_at=clock.now())


@transaction.atomic
def _finish(run: ScoringRun) -> None:
    """Whoever ends the last chunk ranks all and ends the run."""
    locked = ScoringRun.objects.select_for_update().get(pk=run.pk)
    if locked.status != RunStatus.RUNNING or locked.chunks.filter(finished_at=None).exists():
        return
    rank_campaign(run.campaign)
    move(locked, "finish", acting=SYSTEM)
    ScoringRun.objects.filter(pk=run.pk).update(finished_at=clock.now())
