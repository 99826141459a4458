"""Evidence (佐证材料): files stored once, used for many leaves."""

from collections.abc import Sequence
from typing import IO, Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from apps.accounts.models import User
from apps.core.exceptions import Invalid
from apps.core.models import FileUse
from apps.core.services import attach_file, remove_file, use_again
from apps.core.verdicts import require
from apps.organizations.models import LibraryFile

from .. import assessment_rules as rules
from ..models import Response
from ..queries.assessment_inputs import EVIDENCE
from .file_room import check_bytes
from .self_assessment import locked_assessment, recompute

MOST_FILES = 20


@transaction.atomic
def attach_evidence(*, actor: User | None, response: Response, upload: IO[bytes], name: str) -> FileUse:
    """Attach a file to one leaf; the same bytes are stored once, whatever they are used for.

    Raises:
        Refused, OutOfPhase, OutOfTurn: not this person's, or not now.
        Invalid: too many files.
        FileProblem: not a file that is accepted.
    """
    assessment = locked_assessment(response.self_assessment_id)
    require(rules.can_answer(actor, assessment))
    _room(response)
    check_bytes(assessment.application, upload)
    use = attach_file(
        actor=actor,
        upload=upload,
        name=name,
        owner=response,
        purpose=EVIDENCE,
        organization_path=assessment.organization_path,
    )
    recompute(assessment)
    return use


@transaction.atomic
def reuse_evidence(*, actor: User | None, response: Response, use: FileUse) -> FileUse:
    """Use a file again that the organization has given before, for another leaf.

    Raises: as :func:`attach_evidence`; Invalid when the file is not the organization's own.
    """
    assessment = locked_assessment(response.self_assessment_id)
    require(rules.can_answer(actor, assessment))
    if use.organization_path != assessment.organization_path:
        raise Invalid("只能选用本单位上传过的文件。")
    _room(response)
    found = use_again(
        actor=actor,
        file=use.file,
        name=use.name,
        purpose=EVIDENCE,
        owner=response,
        organization_path=assessment.organization_path,
    )
    recompute(assessment)
    return found


@transaction.atomic
def pick_evidence(*, actor: User | None, response: Response, items: Sequence[LibraryFile]) -> int:
    """Use files of the organization's library for a leaf, several at once; returns how many are new to it.

    Raises: as :func:`attach_evidence`; Invalid when a file is not the organization's own or lies in the bin.
    """
    assessment = locked_assessment(response.self_assessment_id)
    require(rules.can_answer(actor, assessment))
    here = set(_evidence_of(response).values_list("file_id", flat=True))
    wanted = [item for item in items if item.file_id not in here]
    if any(item.organization_path != assessment.organization_path or item.binned_at for item in wanted):
        raise Invalid("只能选用本单位材料库中的文件。")
    _room(response, len(wanted))
    for item in wanted:
        use_again(
            actor=actor,
            file=item.file,
            name=item.name,
            purpose=EVIDENCE,
            owner=response,
            organization_path=assessment.organization_path,
        )
    recompute(assessment)
    return len(wanted)


@transaction.atomic
def remove_evidence(*, actor: User | None, response: Response, use: FileUse) -> None:
    """Take a file off a leaf; the file itself stays.

    Raises:
        Refused, OutOfPhase, OutOfTurn: not this person's, or not now.
        Invalid: the file does not belong to this leaf.
    """
    assessment = locked_assessment(response.self_assessment_id)
    require(rules.can_answer(actor, assessment))
    if not _evidence_of(response).filter(pk=use.pk).exists():
        raise Invalid("该文件已移除，请刷新后查看。")
    remove_file(actor=actor, use=use)
    recompute(assessment)


def _evidence_of(response: Response) -> Any:
    kind = ContentType.objects.get_for_model(Response)
    return FileUse.objects.live().filter(owner_type=kind, owner_id=str(response.pk), purpose=EVIDENCE)


def _room(response: Response, more: int = 1) -> None:
    if _evidence_of(response).count() + more > MOST_FILES:
        raise Invalid(f"每项最多 {MOST_FILES} 份佐证材料，请先移除不需要的文件。")
