"""Workbooks filled in offline: kept when uploaded, taken cell by cell, all in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction

from apps.accounts.models import User
from apps.core import clock
from apps.core.exceptions import Invalid, OutOfTurn, PortalError
from apps.core.states import record
from apps.core.verdicts import require

from .. import assessment_rules as rules
from ..answer_sheet import Filled, Upload
from ..models import AnswerSheet, Response, SelfAssessment
from .self_assessment import answer, locked_assessment

#: Uploads kept of one self-assessment that were never taken.
KEPT = 5


@dataclass(frozen=True)
class TakenLeaf:
    """One leaf as it is taken from a workbook: the version that was compared with, and its new answer."""

    response: Response
    version: int
    values: Mapping[str, Any]
    cells: int = 1


@transaction.atomic
def keep_answer_sheet(
    *, actor: User, assessment: SelfAssessment, upload: Upload, name: str, section: str = ""
) -> AnswerSheet:
    """Keep an uploaded workbook for comparison; nothing of it is applied.

    Raises:
        Refused, OutOfPhase, OutOfTurn: not this person's, or not now.
        Invalid: a workbook of another organization, another version of the standard or another section.
    """
    assessment = locked_assessment(assessment.pk)
    require(rules.can_answer(actor, assessment))
    _check_origin(assessment, upload.meta, section)
    stale = assessment.answer_sheets.filter(applied_at=None, uploaded_by=actor).order_by("-uploaded_at", "-pk")
    AnswerSheet.objects.filter(pk__in=list(stale.values_list("pk", flat=True)[KEPT - 1 :])).delete()
    return AnswerSheet.objects.create(
        self_assessment=assessment,
        organization_path=assessment.organization_path,
        name=name[:200],
        rows=[asdict(line) for line in upload.lines],
        downloaded_at=upload.meta.get("at"),
        uploaded_by=actor,
        uploaded_at=clock.now(),
    )


def lines_of(kept: AnswerSheet) -> list[Filled]:
    return [Filled(**row) for row in kept.rows]


def _check_origin(assessment: SelfAssessment, meta: Mapping[str, Any], section: str) -> None:
    application = assessment.application
    if meta.get("application") != application.pk:
        raise Invalid(
            f"这份工作簿是“{meta.get('organization', '其他单位')}”的自评，不能用于{application.organization.short_name}。"
        )
    if meta.get("digest") != application.standard_version.digest:
        raise Invalid("这份工作簿对照的是另一版标准，请重新下载后填写。")
    if section and meta.get("section") not in ("", section):
        raise Invalid(f"这份工作簿是“{meta.get('section_title', '')}”一节的，请在该节上传。")


@transaction.atomic
def apply_answer_sheet(*, actor: User, kept: AnswerSheet, leaves: Sequence[TakenLeaf]) -> AnswerSheet:
    """Take what was chosen: every leaf, or none of them.

    Raises:
        Refused, OutOfPhase, OutOfTurn: not this person's, not now, or taken already.
        StaleVersion: somebody changed one of the leaves since the comparison.
        Invalid: nothing was chosen, or an answer that the leaf does not allow; the sentence names the leaf.
    """
    assessment = locked_assessment(kept.self_assessment_id)
    acting = require(rules.can_answer(actor, assessment))
    fresh = AnswerSheet.objects.select_for_update(of=("self",)).get(pk=kept.pk)
    if fresh.applied_at is not None:
        raise OutOfTurn("这份工作簿已经采用过，请重新上传。")
    if not leaves:
        raise Invalid("请先勾选要采用的内容。")
    for leaf in leaves:
        try:
            answer(actor=actor, response=leaf.response, version=leaf.version, **leaf.values)
        except PortalError as error:
            title = leaf.response.criterion.title
            raise type(error)(error.message if title in error.message else f"“{title}”：{error.message}") from error
    fresh.applied_at, fresh.applied_cells = clock.now(), sum(leaf.cells for leaf in leaves)
    fresh.save(update_fields=["applied_at", "applied_cells"])
    record(assessment, "apply_sheet", acting=acting, reason=f"{fresh.name}：采用 {fresh.applied_cells} 处")
    return fresh
