"""调查摸底 as a job: chunks of the tree, each computed in one transaction by whichever worker takes it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from django.db import IntegrityError, connection, transaction

from apps.accounts.models import User
from apps.core import clock
from apps.core.exceptions import Invalid, OutOfTurn
from apps.core.publish import enqueue
from apps.core.states import move, record
from apps.core.verdicts import SYSTEM, require
from apps.organizations.models import Organization
from apps.standards import engine
from apps.standards.inputs import Loader, cohort_ranks
from apps.standards.models import StandardVersion
from apps.standards.queries import engine_version
from apps.standards.registries import claims_of

from ..choices import LITTLE_KNOWN, RunStatus
from ..models import Campaign, ReadinessChunk, ReadinessRow, ReadinessRun
from ..queries.scope import eligible, standards_of
from ..rules import can_survey

CHUNK = 500
#: Workers that share one run; each takes the next chunk that nobody holds.
WORKERS = 2
TASK = "apps.campaigns.tasks.compute_readiness"
GAPS = 3
PLACES = Decimal("0.0001")
HUNDRED = Decimal(100)
LARGEST = Decimal(999_999)
#: Who is known too little stands behind those who are known, whatever the few leaves say. Equal percentages are
#: told apart by what is known, and share a place where that is equal too.
RANKED = """
UPDATE campaigns_readinessrow row SET place = ranked.place FROM (
    SELECT id, rank() OVER (
        ORDER BY (decided >= %s) DESC, percent DESC NULLS LAST, decided DESC
    ) AS place
    FROM campaigns_readinessrow WHERE run_id = %s
) ranked WHERE row.id = ranked.id
"""


@transaction.atomic
def start_readiness(*, actor: User, campaign: Campaign, chunk: int = CHUNK) -> ReadinessRun:
    """Begin to compute how ready every eligible organization is, from the facts of today.

    Args:
        chunk: organizations that one transaction computes.

    Raises:
        Refused: not the organizer's office. OutOfTurn: a run is under way. Invalid: no standard, nobody eligible.
    """
    acting = require(can_survey(actor, campaign))
    if not standards_of(campaign):
        raise Invalid("活动还没有指定创建标准，不能摸底。")
    paths = list(eligible(campaign).order_by("path").values_list("path", flat=True))
    if not paths:
        raise Invalid("实施范围内没有符合条件的党组织，不能摸底。")
    try:
        with transaction.atomic():
            run = ReadinessRun.objects.create(
                campaign=campaign, requested_by=actor, created_at=clock.now(), as_of=clock.today(), total=len(paths)
            )
    except IntegrityError as error:
        raise OutOfTurn("摸底正在进行，请等待完成或先取消。") from error
    record(run, "create", acting=acting)
    stretches = [paths[at : at + chunk] for at in range(0, len(paths), chunk)]
    ReadinessChunk.objects.bulk_create(
        ReadinessChunk(run=run, first_path=part[0], last_path=part[-1], size=len(part)) for part in stretches
    )
    for _ in range(WORKERS):
        enqueue(TASK, run.pk)
    return run


@transaction.atomic
def cancel_readiness(*, actor: User, campaign: Campaign) -> None:
    """Stop the run that is under way; what was computed is not shown.

    Raises:
        Refused: not the organizer's office. OutOfTurn: nothing is under way.
    """
    acting = require(can_survey(actor, campaign))
    run = ReadinessRun.objects.filter(campaign=campaign, status=RunStatus.RUNNING).first()
    if run is None:
        raise OutOfTurn("没有正在进行的摸底。")
    move(run, "cancel", acting=acting)
    ReadinessRun.objects.filter(pk=run.pk).update(finished_at=clock.now())


def compute_readiness(run_id: int) -> int:
    """Compute chunk after chunk until none is left; returns the organizations computed here.

    Safe to run any number of times, at once or again: a chunk is taken under its lock and ends with its rows.
    """
    run = ReadinessRun.objects.select_related("campaign").get(pk=run_id)
    surveyor, computed = Surveyor(run), 0
    while (size := _next_chunk(surveyor)) is not None:
        computed += size
    _finish(run)
    return computed


def resume_readiness() -> None:
    """Hand out again the runs that have chunks left: a worker was killed, or the broker was gone."""
    for pk in ReadinessRun.objects.filter(status=RunStatus.RUNNING).values_list("pk", flat=True):
        enqueue(TASK, pk)


@transaction.atomic
def _next_chunk(surveyor: "Surveyor") -> int | None:
    waiting = ReadinessChunk.objects.filter(run=surveyor.run, finished_at=None, run__status=RunStatus.RUNNING)
    chunk = waiting.select_for_update(of=("self",), skip_locked=True).order_by("pk").first()
    if chunk is None:
        return None
    rows = surveyor.rows(chunk)
    ReadinessRow.objects.bulk_create(rows, batch_size=CHUNK)
    ReadinessChunk.objects.filter(pk=chunk.pk).update(finished_at=clock.now())
    return len(rows)


@transaction.atomic
def _finish(run: ReadinessRun) -> None:
    """The worker that ends the last chunk ends the run; only the newest finished run is kept."""
    locked = ReadinessRun.objects.select_for_update().get(pk=run.pk)
    if locked.status != RunStatus.RUNNING or locked.chunks.filter(finished_at=None).exists():
        return
    with connection.cursor() as cursor:
        cursor.execute(RANKED, [LITTLE_KNOWN, run.pk])
    move(locked, "finish", acting=SYSTEM)
    ReadinessRun.objects.filter(pk=run.pk).update(finished_at=clock.now())
    older = ReadinessRun.objects.filter(campaign_id=run.campaign_id, pk__lt=run.pk)
    ReadinessRow.objects.filter(run__in=older).delete()


class Surveyor:
    """Computes the rows of a run; what does not depend on the organization is read once for all chunks."""

    def __init__(self, run: ReadinessRun) -> None:
        self.run = run
        self.versions = standards_of(run.campaign)
        self.loaders: dict[int, Loader] = {}

    def rows(self, chunk: ReadinessChunk) -> list[ReadinessRow]:
        """The rows of one stretch, in a constant number of statements for each standard."""
        found = eligible(self.run.campaign).filter(path__gte=chunk.first_path, path__lte=chunk.last_path)
        by_version: dict[StandardVersion, list[Organization]] = {}
        for organization in found.order_by("path"):
            version = self.versions.get(organization.sector) or self.versions.get("")
            if version is not None:
                by_version.setdefault(version, []).append(organization)
        return [row for version, members in by_version.items() for row in self._evaluated(version, members)]

    def _evaluated(self, version: StandardVersion, members: Sequence[Organization]) -> Iterator[ReadinessRow]:
        tree = engine_version(version)
        loader = self.loaders.setdefault(version.pk, Loader(tree, self.run.as_of))
        inputs = loader.load(members)
        claims = claims_of(version, [leaf.code for leaf in tree.leaves()], list(inputs))
        ranks = cohort_ranks(tree, eligible(self.run.campaign).values("pk"))
        for organization in members:
            given = replace(inputs[organization.pk], ranks=ranks.get(organization.pk, {}))
            if said := claims.get(organization.pk):
                given = replace(given, claims=said)
            yield _row(self.run, version, organization, engine.evaluate_version(tree, given))


def _row(
    run: ReadinessRun, version: StandardVersion, organization: Organization, outcome: engine.VersionOutcome
) -> ReadinessRow:
    counted = [leaf for leaf in outcome.leaves() if leaf.state is not engine.State.NOT_APPLICABLE]
    decided = [leaf for leaf in counted if leaf.state is engine.State.SCORED]
    met = sum(leaf.verdict is engine.Verdict.MET for leaf in decided)
    scale = outcome.total or HUNDRED
    return ReadinessRow(
        run=run,
        organization=organization,
        organization_path=organization.path,
        sector=organization.sector,
        version=version,
        score=_stored(outcome.score),
        percent=None if outcome.score is None else _stored(outcome.score / scale * HUNDRED),
        decided=(Decimal(len(decided)) / len(counted) if counted else Decimal(0)).quantize(PLACES),
        met=met,
        unmet=len(decided) - met,
        undecided=len(counted) - len(decided),
        passed=outcome.passed,
        gaps=_gaps(outcome, counted),
    )


def _stored(score: Decimal | None) -> Decimal | None:
    return None if score is None else max(-LARGEST, min(LARGEST, score)).quantize(PLACES)


def _gaps(outcome: engine.VersionOutcome, leaves: Sequence[engine.Outcome]) -> list[list[str]]:
    """The largest gaps by title and points; sentences are made when somebody looks at one organization."""
    lacking = [leaf for leaf in leaves if leaf.points < leaf.max or leaf.verdict is not engine.Verdict.MET]
    lacking.sort(key=lambda leaf: leaf.points - leaf.max)
    return [[leaf.title, engine.show(leaf.max - leaf.points)] for leaf in lacking[:GAPS]]
