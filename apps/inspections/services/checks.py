"""The questions of a round beside the standard: of its quarter, of committees, and as the office writes them."""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import F

from apps.accounts.models import User
from apps.core import states
from apps.core.exceptions import Invalid, OutOfTurn, StaleVersion
from apps.core.verdicts import require

from .. import rules
from ..choices import AT_SITE
from ..models import Round, RoundCheck
from ..quarter_checks import checks_of_committees

#: Title, how to check, and whether committees are asked instead of sites.
Line = tuple[str, str, bool]


def has_begun(round: Round) -> bool:
    """Whether a team stood at a door already."""
    return round.visits.filter(status__in=AT_SITE).exists()


@transaction.atomic
def set_checks(*, actor: User, round: Round, version: int, lines: Sequence[tuple[str, str] | Line]) -> Round:
    """The round's own questions, in order: title, how to check, and whether committees are asked. Fixed once a visit began.

    Raises:
        OutOfTurn: a visit has begun. StaleVersion: changed by another since. Invalid: a line without a title.
    """
    acting = require(rules.can_manage_round(actor, round))
    locked = Round.objects.select_for_update().get(pk=round.pk)
    if locked.version != version:
        raise StaleVersion("该批次刚被他人修改，请刷新后再办理。")
    if has_begun(locked):
        raise OutOfTurn("已有检查开始，检查内容不能再改。")
    wanted = [_line(*line) for line in lines if line[0].strip() or line[1].strip()]
    if any(not title or len(title) > 120 or len(guidance) > 300 for title, guidance, _ in wanted):
        raise Invalid("每项检查内容都要填写，内容不超过 120 字，怎么查不超过 300 字。")
    if wanted != list(locked.checks.order_by("position").values_list("title", "guidance", "committees")):
        _rewrite_checks(locked, wanted)
        Round.objects.filter(pk=locked.pk).update(version=locked.version + 1)
        states.record(locked, "edit", acting=acting, reason=f"检查内容 {len(wanted)} 项")
    locked.refresh_from_db()
    return locked


def ask_committees(round: Round) -> None:
    """The usual questions of committees, once the round visits the first one; the office may change them."""
    if not round.checks.filter(committees=True).exists():
        write_checks(round, [(*line, True) for line in checks_of_committees()])
        # Whoever is editing the questions has not seen these.
        Round.objects.filter(pk=round.pk).update(version=F("version") + 1)


def write_checks(round: Round, lines: Iterable[Line]) -> None:
    """New lines after those that are there."""
    last = round.checks.order_by("position").values_list("position", flat=True).last() or 0
    _create(round, enumerate(lines, last + 1))


def _line(title: str, guidance: str, committees: bool = False) -> Line:
    return title.strip(), guidance.strip(), committees


def _rewrite_checks(round: Round, lines: Sequence[Line]) -> None:
    """Lines that stay keep their rows: a phone may answer them that began without network."""
    held = {(row.title, row.guidance, row.committees): row for row in round.checks.all()}
    kept = {position: held.pop(line) for position, line in enumerate(lines, 1) if line in held}
    round.checks.filter(pk__in=[row.pk for row in held.values()]).delete()
    for position, row in kept.items():
        row.position = position
    RoundCheck.objects.bulk_update(kept.values(), ["position"])
    _create(round, ((position, line) for position, line in enumerate(lines, 1) if position not in kept))


def _create(round: Round, placed: Iterable[tuple[int, Line]]) -> None:
    RoundCheck.objects.bulk_create(
        [
            RoundCheck(round=round, position=position, title=title, guidance=guidance, committees=committees)
            for position, (title, guidance, committees) in placed
        ]
    )
