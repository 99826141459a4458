"""签署: a self-assessment is signed, frozen, sent back with a reason and a date, and signed anew."""

import datetime as dt
from collections.abc import Sequence
from typing import IO, Any

from django.db import transaction

from apps.accounts.models import User
from apps.campaigns.queries import deadline, phase_for
from apps.campaigns.services import extend_phase
from apps.core import clock
from apps.core.exceptions import Invalid
from apps.core.models import FileUse
from apps.core.services import attach_file, remove_file
from apps.core.states import move, record
from apps.core.verdicts import require
from apps.standards import engine

from .. import assessment_rules as rules
from .. import notices
from ..models import Application, SelfAssessment, Signing
from ..queries.assessment import missing_of
from ..queries.signings import SCAN
from .moving import move_application
from .self_assessment import locked_application, locked_assessment, recompute

#: What the secretary vouches for with the signature.
STATEMENT = "本单位承诺：自评所填情况和所附材料真实、准确、完整，如有虚假，由本人负责。"
MOST_SCANS = 10
REASON_LIMIT = 300


class Incomplete(Invalid):
    """The self-assessment cannot be signed yet. ``missing`` lists what is lacking."""

    code = "incomplete"

    def __init__(self, missing: Sequence[Any]) -> None:
        super().__init__(f"自评还差 {len(missing)} 项，补齐后方可提交。")
        self.missing = list(missing)


@transaction.atomic
def submit_self_assessment(*, actor: User | None, application: Application, secretary_name: str = "") -> SelfAssessment:
    """Sign the self-assessment: its inputs and its score are frozen, the application waits for inspection.

    Args:
        secretary_name: who is responsible; the signing person unless named.

    Raises:
        Refused, OutOfPhase, OutOfTurn: not this person's, or not now.
        Incomplete: something is missing; ``missing`` says what.
    """
    locked_application(application.pk)  # the application always first: both rows move
    assessment = locked_assessment(_started(application).pk)
    acting = require(rules.can_submit_assessment(actor, assessment))
    name = secretary_name.strip() or (actor.name if actor else "")
    if len(name) > 40:
        raise Invalid("责任书记姓名不超过 40 字。", code="secretary_name")
    sheet = recompute(assessment)
    if missing := missing_of(sheet):
        raise Incomplete(missing)
    frozen, moment = engine.freeze(sheet.inputs), clock.now()
    SelfAssessment.objects.filter(pk=assessment.pk).update(inputs=frozen, submitted_at=moment, submitted_by=actor)
    assert actor is not None
    Signing.objects.create(
        self_assessment=assessment,
        organization_path=assessment.organization_path,
        number=assessment.signings.count() + 1,
        standard_version=assessment.application.standard_version,
        inputs=frozen,
        score=assessment.score,
        passes_gate=assessment.passes_gate,
        statement=STATEMENT,
        secretary_name=name,
        signed_by=actor,
        signed_at=moment,
    )
    move(assessment, "submit", acting=acting)
    move_application(assessment.application, "submit_self_assessment", acting=acting)
    assessment.refresh_from_db()
    return assessment


@transaction.atomic
def reopen_self_assessment(
    *, actor: User | None, application: Application, reason: str, until: dt.date | None = None
) -> SelfAssessment:
    """Send a signed self-assessment back to its branch, before the site is inspected.

    Args:
        until: a new deadline for this organization alone; needed once the phase is over.

    Raises:
        Refused, OutOfTurn: not the organizer's office, or too late.
        Invalid: no reason, no deadline to come, or one that is not later.
    """
    locked_application(application.pk)
    assessment = locked_assessment(_started(application).pk)
    acting = require(rules.can_reopen_assessment(actor, assessment))
    reason = reason.strip()
    if len(reason) > REASON_LIMIT:
        raise Invalid(f"理由不超过 {REASON_LIMIT} 字，现有 {len(reason)} 字。", code="reason")
    move(assessment, "reopen", acting=acting, reason=reason)
    move_application(assessment.application, "reopen_self_assessment", acting=acting, reason=reason)
    deadline = _extend(actor, assessment.application, until, reason)
    SelfAssessment.objects.filter(pk=assessment.pk).update(inputs={}, submitted_at=None, submitted_by=None)
    last = assessment.signings.order_by("number").last()
    if last is not None:
        last.reopened_by, last.reopened_at = actor, clock.now()
        last.reopen_reason, last.reopen_until = reason, deadline
        last.save(update_fields=["reopened_by", "reopened_at", "reopen_reason", "reopen_until"])
    assessment.refresh_from_db()
    recompute(assessment)
    notices.tell_reopened(assessment, reason, deadline)
    return assessment


def _extend(actor: User | None, application: Application, until: dt.date | None, reason: str) -> dt.datetime | None:
    """The late pass of this organization, or its deadline as it stands."""
    campaign, place = application.campaign, application.organization
    present = deadline(campaign, rules.PHASE_VERB, place)
    phase = phase_for(campaign, rules.PHASE_VERB)
    if until is None:
        if present is not None and present < clock.now():
            raise Invalid("自评阶段已结束，请填写新的提交期限，申报单位方可修改。", code="until")
        return present
    if phase is None or actor is None:
        return present
    try:
        return extend_phase(actor=actor, phase=phase, organization=place, until=until, reason=reason).until
    except Invalid as error:
        raise Invalid(error.message, code="until") from error


@transaction.atomic
def attach_scan(*, actor: User | None, signing: Signing, upload: IO[bytes], name: str) -> FileUse:
    """The sheet with signature and seal as it was scanned, kept with what was signed.

    Raises:
        Refused: not the branch's own secretary. Invalid: too many. FileProblem: not a file that is accepted.
    """
    acting = require(rules.can_attach_scan(actor, signing))
    if FileUse.objects.of(signing).count() >= MOST_SCANS:
        raise Invalid(f"最多上传 {MOST_SCANS} 份签字盖章件，请先移除不需要的。")
    use = attach_file(
        actor=actor, upload=upload, name=name, owner=signing, purpose=SCAN,
        organization_path=signing.organization_path,
    )  # fmt: skip
    record(signing.self_assessment, "attach_scan", acting=acting, reason=f"第 {signing.number} 次签署：{name}"[:200])
    return use


@transaction.atomic
def remove_scan(*, actor: User | None, signing: Signing, use: FileUse) -> None:
    """Take a scan off; the file itself stays.

    Raises: as :func:`attach_scan`.
    """
    require(rules.can_attach_scan(actor, signing))
    if not FileUse.objects.of(signing).filter(pk=use.pk, purpose=SCAN).exists():
        raise Invalid("该文件已移除，请刷新后查看。")
    remove_file(actor=actor, use=use)


def _started(application: Application) -> SelfAssessment:
    found = SelfAssessment.objects.filter(application=application).first()
    if found is None:
        raise Invalid("自评尚未开始，请先填写自评。")
    return found
