"""Yearly targets of a programme: from its template, or set by the office that made it."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from django.db import transaction

from apps.accounts.models import User
from apps.core.exceptions import Invalid, StaleVersion
from apps.core.states import record
from apps.core.verdicts import require

from ..choices import PlanGoal, TargetMeasure
from ..models import Programme, ProgrammeTarget
from ..rules import can_edit_programme

MOST = 100_000


class Target(NamedTuple):
    """What a year is to bring. ``value``: percent of a share, else a number of organizations."""

    year: int
    goal: str
    measure: str
    value: int
    clause: str = ""


def targets_of_template(programme: Programme, rows: Iterable[Mapping[str, Any]]) -> None:
    """The targets that a plan names; one without a year holds for each."""
    for row in rows:
        years = [programme.starts_in + row["year"] - 1] if "year" in row else list(programme.years)
        for year in years:
            ProgrammeTarget.objects.create(
                programme=programme, year=year, **{key: row[key] for key in ("goal", "measure", "value", "clause")}
            )


@transaction.atomic
def set_targets(*, actor: User, programme: Programme, version: int, targets: Sequence[Target]) -> Programme:
    """Replace the yearly targets of a programme.

    Raises:
        Refused: not the office that made the programme.
        StaleVersion: somebody else changed the programme meanwhile.
        Invalid: a year outside, a share above 100, a target twice, or a share that falls.
    """
    row = Programme.objects.select_for_update().get(pk=programme.pk)
    acting = require(can_edit_programme(actor, row))
    if row.version != int(version):
        raise StaleVersion("该计划刚被他人修改，您的内容没有覆盖；请刷新页面后再改。")
    _check(row, targets)
    row.targets.all().delete()
    for target in targets:
        ProgrammeTarget.objects.create(programme=row, **target._asdict())
    row.version += 1
    row.save(update_fields=["version"])
    record(row, "set_targets", acting=acting, reason="；".join(map(str, row.targets.all()))[:300])
    programme.refresh_from_db()
    return programme


def _check(programme: Programme, targets: Sequence[Target]) -> None:
    for target in targets:
        if target.year not in programme.years:
            raise Invalid(f"计划为{programme.starts_in}年至{programme.ends_in}年，不含{target.year}年。")
        if target.goal not in (PlanGoal.COMPLIANT, PlanGoal.DEMONSTRATION) or target.measure not in TargetMeasure:
            raise Invalid("目标的类别有误，请重新选择。")
        most = 100 if target.measure == TargetMeasure.SHARE else MOST
        if not 1 <= target.value <= most:
            raise Invalid(f"{target.year}年的目标应为 1 至 {most} 的整数。", code=f"value-{target.goal}-{target.year}")
    if len({(target.year, target.goal) for target in targets}) < len(targets):
        raise Invalid("同一年度、同一目标只能有一个数值。")
    _check_rising(targets)


def _check_rising(targets: Sequence[Target]) -> None:
    """Shares add up over the years: a later one is never smaller."""
    for goal in PlanGoal.values:
        shares = sorted(t for t in targets if t.goal == goal and t.measure == TargetMeasure.SHARE)
        for before, after in pairwise(shares):
            if after.value < before.value:
                words = f"{after.year}年的累计占比不能低于{before.year}年的 {before.value}%。"
                raise Invalid(words, code=f"value-{goal}-{after.year}")
