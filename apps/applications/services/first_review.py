"""初审 per leaf: optional, prefilled from the self-assessment, exceptions with their reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction

from apps.core import clock
from apps.core.exceptions import Invalid, StaleVersion
from apps.core.states import record
from apps.core.verdicts import require
from apps.standards import engine
from apps.standards.engine.measures.claims import Judged
from apps.standards.queries import engine_version, leaves

from ..assessment_rules import can_first_review
from ..choices import ReviewVerdict
from ..leaf_parts import review_levels, review_options
from ..models import Application, ReviewResponse
from ..queries import review_rows, takes_value
from .locks import locked

LARGEST = Decimal(10) ** 13


@dataclass(frozen=True)
class Opinion:
    """What an office says of one leaf."""

    verdict: str = ReviewVerdict.AGREE
    value: Decimal | None = None
    note: str = ""
    #: Codes of what was found fulfilled, or of the one grade found.
    members: tuple[str, ...] = ()


def seen_of(rows: Mapping[str, ReviewResponse]) -> int:
    """A number that grows with every change: who saves names the one that was read."""
    return sum(row.version for row in rows.values())


@transaction.atomic
def save_first_review(
    *, actor: Any, application: Application, seen: int, opinions: Mapping[str, Opinion]
) -> dict[str, ReviewResponse]:
    """Note the first review of all leaves at once; leaves without an opinion are agreed to.

    Args:
        seen: ``seen_of`` the rows that the office read.
        opinions: by leaf code.

    Raises:
        Refused: not an office of the ladder, or the self-assessment is not there yet.
        StaleVersion: somebody saved meanwhile. Invalid: an exception without a reason, a number out of range.
    """
    application = locked(application)
    acting = require(can_first_review(actor, application))
    rows = review_rows(application)
    if seen_of(rows) != seen:
        raise StaleVersion("初审意见刚被他人保存过，您的内容没有覆盖，请刷新后再改。")
    version = engine_version(application.standard_version)
    changed = []
    for criterion in leaves(application.standard_version):
        leaf, opinion = version.by_code[criterion.code], opinions.get(criterion.code, Opinion())
        _check(leaf, opinion)
        row = rows.get(criterion.code) or ReviewResponse(application=application, criterion=criterion, version=0)
        told = (opinion.verdict, opinion.value, opinion.note, list(opinion.members))
        if row.pk is None or (row.verdict, row.value, row.note, row.members) != told:
            row.verdict, row.value, row.note, row.members = told
            assert acting.organization_id is not None
            row.organization_id, row.reviewed_by, row.reviewed_at = acting.organization_id, actor, clock.now()
            row.version += 1
            changed.append(row)
    ReviewResponse.objects.bulk_create([row for row in changed if row.pk is None])
    fields = ["verdict", "value", "note", "members", "organization", "reviewed_by", "reviewed_at", "version"]
    ReviewResponse.objects.bulk_update([row for row in changed if row.pk is not None], fields)
    exceptions = sum(opinion.verdict != ReviewVerdict.AGREE for opinion in opinions.values())
    record(application, "first_review", acting=acting, reason=f"初审：{exceptions} 项与自评不一致")
    return review_rows(application)


def _check(leaf: engine.Criterion, opinion: Opinion) -> None:
    if opinion.verdict not in ReviewVerdict.values:
        raise Invalid(f"“{leaf.title}”请选择初审意见。", code=leaf.code)
    if opinion.verdict != ReviewVerdict.AGREE and not opinion.note.strip():
        raise Invalid(f"“{leaf.title}”与自评不一致，请写明理由。", code=leaf.code)
    _check_members(leaf, opinion)
    if opinion.value is None:
        return
    if opinion.verdict == ReviewVerdict.AGREE or not takes_value(leaf):
        raise Invalid(f"“{leaf.title}”同意自评或不计数值的，不填核定数值。", code=leaf.code)
    measure = leaf.measure
    if isinstance(measure, Judged) and not measure.low <= opinion.value <= measure.high:
        raise Invalid(
            f"“{leaf.title}”应在 {engine.show(measure.low)}—{engine.show(measure.high)} 分之内。", code=leaf.code
        )
    if not isinstance(measure, Judged) and not 0 <= opinion.value < LARGEST:
        raise Invalid(f"“{leaf.title}”的核定数值不合理。", code=leaf.code)


def _check_members(leaf: engine.Criterion, opinion: Opinion) -> None:
    if not opinion.members:
        return
    if opinion.verdict == ReviewVerdict.AGREE:
        raise Invalid(f"“{leaf.title}”同意自评的，不填核定项。", code=leaf.code)
    options, levels = ({code for code, _ in part} for part in (review_options(leaf), review_levels(leaf)))
    if set(opinion.members) - options - levels:
        raise Invalid(f"“{leaf.title}”没有所选的选项，请刷新后重选。", code=leaf.code)
    if len(set(opinion.members) & levels) > 1:
        raise Invalid(f"“{leaf.title}”只能选择一个等次。", code=leaf.code)
