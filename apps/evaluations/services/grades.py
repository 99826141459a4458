"""Vetoes and grades by hand: found, lifted, decided, each with who, when and why."""

import datetime as dt
from collections.abc import Sequence
from typing import IO, Any

from django.db import transaction

from apps.core import clock
from apps.core.exceptions import Invalid, OutOfTurn
from apps.core.services import attach_file
from apps.core.states import record
from apps.core.verdicts import Acting, require

from .. import queries
from ..models import Evaluation, VetoFinding
from ..rules import can_evaluate
from .ranking import rank_campaign
from .scoring import lock_scores, score_applications

FROZEN = "已进入公示，不能再调整；如需调整请先撤销公示。"


@transaction.atomic
def record_veto(
    *,
    actor: Any,
    evaluation: Evaluation,
    code: str,
    evidence: str,
    decided_by: str,
    decided_on: dt.date,
    note: str = "",
    uploads: Sequence[IO[bytes]] = (),
) -> VetoFinding:
    """Record that a veto of the standard applies, and score the application anew.

    Args:
        uploads: the papers behind it; read by whoever may read the score.

    Raises:
        FileProblem: a paper is empty, too large or of a kind that is not taken; nothing is recorded then.
        Refused: not the issuer's office, or outside the assessment phase. OutOfTurn: publicised already.
        Invalid: not a veto of this standard, in force already, dated ahead, or without evidence and decider.
    """
    acting = _start(actor, evaluation)
    titles = dict(queries.veto_choices(evaluation))
    _check_veto(evaluation, code, titles, decided_on)
    if not evidence.strip() or not decided_by.strip():
        raise Invalid("请写明依据和认定单位（人）。", code="evidence_missing")
    finding = VetoFinding.objects.create(
        application=evaluation.application,
        organization_path=evaluation.organization_path,
        code=code,
        title=titles[code],
        evidence=evidence.strip(),
        decided_by=decided_by.strip(),
        decided_on=decided_on,
        note=note.strip(),
        recorded_by=actor,
    )
    for upload in uploads:
        _attach(actor, finding, upload)
    record(evaluation, "veto", acting=acting, reason=f"{finding.title}：{finding.evidence}")
    _score_again(evaluation, acting)
    return finding


def _attach(actor: Any, finding: VetoFinding, upload: IO[bytes]) -> None:
    """No path: the applicant's scope must not open it before the score is publicised (``receivers.reads_file``)."""
    attach_file(
        actor=actor,
        upload=upload,
        name=getattr(upload, "name", "") or "附件",
        owner=finding,
        purpose="veto",
        organization_path="",
    )


def _check_veto(evaluation: Evaluation, code: str, titles: dict[str, str], decided_on: dt.date) -> None:
    if code not in titles:
        raise Invalid("该标准没有这一否决情形。", code="veto_unknown")
    if decided_on > clock.today():
        raise Invalid("认定日期不能晚于今天。", code="date_ahead")
    if VetoFinding.objects.filter(application=evaluation.application_id, code=code, lifted_at__isnull=True).exists():
        raise Invalid(f"“{titles[code]}”已认定，无需重复登记。", code="veto_in_force")


@transaction.atomic
def lift_veto(*, actor: Any, finding: VetoFinding, reason: str) -> VetoFinding:
    """Take a veto back, with the reason; the finding stays on record.

    Raises:
        Invalid: no reason. OutOfTurn: lifted already, or publicised.
    """
    evaluation = finding.application.evaluation
    acting = _start(actor, evaluation)
    finding = VetoFinding.objects.select_for_update().get(pk=finding.pk)
    if finding.lifted_at is not None:
        raise OutOfTurn("该项否决已撤销。")
    if not reason.strip():
        raise Invalid("请填写撤销理由。", code="reason_missing")
    finding.lifted_by, finding.lifted_at, finding.lifted_reason = actor, clock.now(), reason.strip()
    finding.save(update_fields=["lifted_by", "lifted_at", "lifted_reason"])
    record(evaluation, "lift_veto", acting=acting, reason=f"{finding.title}：{reason.strip()}")
    _score_again(evaluation, acting)
    return finding


@transaction.atomic
def decide_grade(*, actor: Any, evaluation: Evaluation, grade: str, reason: str) -> Evaluation:
    """Give a grade by hand, with the reason; an empty grade takes the decision back.

    Raises:
        Invalid: no reason, or not a grade of this standard. OutOfTurn: publicised already.
    """
    acting = _start(actor, evaluation)
    titles = dict(queries.grade_choices(evaluation))
    if grade and grade not in titles:
        raise Invalid("该标准没有这一等次。", code="grade_unknown")
    if not reason.strip():
        raise Invalid("请填写确定等次的理由。", code="reason_missing")
    evaluation.given_grade = grade
    evaluation.given_reason = reason.strip()
    evaluation.given_by, evaluation.given_on = (actor, clock.today()) if grade else (None, None)
    evaluation.save(update_fields=["given_grade", "given_reason", "given_by", "given_on"])
    record(evaluation, "grade", acting=acting, reason=reason.strip(), target=titles.get(grade, "")[:20])
    _score_again(evaluation, acting)
    return evaluation


def _start(actor: Any, evaluation: Evaluation) -> Acting:
    """The right to decide, the campaign locked, the row as it is now."""
    acting = require(can_evaluate(actor, evaluation.campaign))
    lock_scores(evaluation.campaign)
    evaluation.refresh_from_db()
    if evaluation.frozen_at is not None:
        raise OutOfTurn(FROZEN)
    return acting


def _score_again(evaluation: Evaluation, acting: Acting) -> None:
    campaign = evaluation.campaign
    score_applications(campaign, list(queries.awaiting_score(campaign).filter(pk=evaluation.application_id)), acting)
    rank_campaign(campaign)
    evaluation.refresh_from_db()
