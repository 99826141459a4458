"""开工前对照: the organization held against its standard before it plans, from facts already known."""

from django.db import transaction

from apps.accounts.models import User
from apps.core import clock
from apps.core.exceptions import Invalid
from apps.core.limits import shortened
from apps.core.services import note_fields
from apps.core.verdicts import require

from .. import rules
from ..choices import GapCause
from ..gap_rows import GapRow, gap_rows
from ..models import Application, BaselineGap, PlanTask
from ..queries.gaps import gaps_of
from .form_lines import add_line
from .locks import locked

FOUND = ("position", "number", "title", "label", "tone", "text", "points")


@transaction.atomic
def check_baseline(*, actor: User, application: Application) -> list[BaselineGap]:
    """Find anew what the organization lacks. Causes and tasks already written stay with their clause.

    Raises:
        Refused, OutOfTurn, OutOfPhase: see ``rules.can_edit``.
    """
    owner = locked(application)
    require(rules.can_edit(actor, owner))
    gaps = gaps_of(owner.organization, owner.standard_version, [owner])
    codes = {number: code for code, (number, _) in gaps.numbers.items()}
    rows = {codes[row.number]: row for row in gap_rows(gaps)}
    known = {gap.code: gap for gap in BaselineGap.objects.select_for_update().filter(application=owner)}
    BaselineGap.objects.filter(application=owner, code__in=set(known) - set(rows)).delete()
    found = [_gap(owner, code, row, known.get(code)) for code, row in rows.items()]
    BaselineGap.objects.bulk_create([gap for gap in found if gap.pk is None])
    BaselineGap.objects.bulk_update([gap for gap in found if gap.pk is not None], FOUND)
    Application.objects.filter(pk=owner.pk).update(baseline_at=clock.now(), saved_at=clock.now())
    application.refresh_from_db()
    return list(BaselineGap.objects.filter(application=owner))


def _gap(owner: Application, code: str, row: GapRow, known: BaselineGap | None) -> BaselineGap:
    gap = known or BaselineGap(application=owner, code=code)
    gap.position, gap.number, gap.title = row.position, row.number, shortened(row.title, 200)
    gap.label, gap.tone, gap.text, gap.points = row.label, row.tone, row.text, row.points
    return gap


@transaction.atomic
def plan_gap(*, actor: User, application: Application, gap: BaselineGap) -> PlanTask:
    """Make the gap a task of the plan; a gap that has its task already keeps it.

    Raises:
        Refused, OutOfTurn, OutOfPhase: see ``rules.can_edit``.
        Invalid: the plan is full.
    """
    owner = locked(application)
    require(rules.can_edit(actor, owner))
    row = BaselineGap.objects.select_for_update().get(application=owner, pk=gap.pk)
    if row.task_id is not None:
        return PlanTask.objects.get(pk=row.task_id)
    measure = shortened(row.text.strip().rstrip("。"), 300)
    task: PlanTask = add_line(
        actor=actor, application=owner, kind="task", task=shortened(f"补齐：{row.title}", 100), measure=measure
    )
    row.task, row.version = task, row.version + 1
    row.save(update_fields=["task", "version"])
    return task


@transaction.atomic
def name_causes(*, actor: User, application: Application, cause: str) -> int:
    """Give the same cause to every gap that names none yet; how many those were.

    Raises:
        Refused, OutOfTurn, OutOfPhase: see ``rules.can_edit``.
        Invalid: not a cause of the list.
    """
    owner = locked(application)
    require(rules.can_edit(actor, owner))
    if cause not in GapCause.values:
        raise Invalid("原因：请从列表中选择。")
    open_gaps = list(BaselineGap.objects.select_for_update().filter(application=owner, cause=""))
    for gap in open_gaps:
        gap.cause, gap.version = cause, gap.version + 1
    BaselineGap.objects.bulk_update(open_gaps, ["cause", "version"])
    for gap in open_gaps:  # a page that shows the old cause must not put it back unseen
        note_fields(actor=actor, owner=gap, names=["cause"], version=gap.version)
    return len(open_gaps)
