"""What was ticked as wrong with an application, and its state at that moment."""

from collections.abc import Sequence
from dataclasses import dataclass

from apps.core import clock
from apps.core.exceptions import Invalid
from apps.core.verdicts import Acting

from ..models import Application, ReturnItem, ReviewReturn, ReviewStep
from ..queries.corrections import returnable, snapshot_of

LONGEST_REMARK = 300


@dataclass(frozen=True)
class TickedItem:
    """One thing ticked as wrong: ``kind`` and ``key`` as ``queries.corrections.returnable`` names them."""

    kind: str
    key: str
    remark: str


def keep_return(
    row: Application, step: ReviewStep, acting: Acting, opinion: str, items: Sequence[TickedItem]
) -> ReviewReturn:
    """Keep what is to be corrected.

    Raises:
        Invalid: an item without a remark, named twice or unknown.
    """
    labels = _checked(row, items)
    kept = ReviewReturn.objects.create(
        application=row,
        step=step,
        organization=step.organization,
        opinion=opinion.strip(),
        returned_by=acting.user,
        returned_at=clock.now(),
        snapshot=snapshot_of(row),
    )
    ReturnItem.objects.bulk_create(
        ReturnItem(
            sent_back=kept,
            position=number,
            kind=item.kind,
            key=item.key,
            label=labels[item.kind, item.key],
            remark=item.remark.strip(),
        )
        for number, item in enumerate(items, start=1)
    )
    return kept


def _checked(row: Application, items: Sequence[TickedItem]) -> dict[tuple[str, str], str]:
    labels = {(choice.kind, choice.key): choice.label for choice in returnable(row)}
    keys = [(item.kind, item.key) for item in items]
    if len(set(keys)) < len(keys) or any(key not in labels for key in keys):
        raise Invalid("勾选的有误事项不在这份申报中或有重复，请刷新后重选。")
    for item in items:
        label = labels[item.kind, item.key]
        if not item.remark.strip():
            raise Invalid(f"请写明“{label}”有什么问题。", code=f"{item.kind}:{item.key}")
        if len(item.remark.strip()) > LONGEST_REMARK:
            raise Invalid(f"“{label}”的问题说明最多 {LONGEST_REMARK} 字。", code=f"{item.kind}:{item.key}")
    return labels


def settle_returns(row: Application, field: str) -> None:
    """The open return is answered (``resubmitted_at``) or taken back (``recalled_at``)."""
    open_ones = ReviewReturn.objects.filter(application=row, resubmitted_at=None, recalled_at=None)
    open_ones.update(**{field: clock.now()})
