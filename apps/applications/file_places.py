"""Where applications use files: their papers and the leaves of their self-assessments; which of them are drafts."""

from collections.abc import Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from apps.core import clock
from apps.core.models import FileUse, StateChange
from apps.core.registries import Place
from apps.core.services import remove_file, use_again

from . import assessment_rules, rules
from .choices import ApplicationStatus, AssessmentStatus
from .models import Application, Response, Signing
from .services.locks import locked
from .services.self_assessment import locked_assessment, recompute

DRAFTS = (ApplicationStatus.DRAFT, ApplicationStatus.RETURNED)


def places_of(user: Any, uses: Sequence[Any]) -> dict[Any, Place]:
    """Papers and leaves that use files, as far as the user may see them. Two statements where there are any."""
    return {**_papers(user, _by(Application, uses)), **_leaves(user, _by(Response, uses))}


def _by(model: Any, uses: Sequence[Any]) -> list[Any]:
    kind = ContentType.objects.get_for_model(model).pk
    return [use for use in uses if use.owner_type_id == kind]


def _papers(user: Any, uses: list[Any]) -> dict[Any, Place]:
    keys = [use.owner_id for use in uses]
    rows = Application.objects.visible_to(user).filter(pk__in=keys) if keys else Application.objects.none()
    by_key = {str(row.pk): row for row in rows.select_related("campaign", "organization")}
    return {use.pk: _paper(by_key[use.owner_id]) for use in uses if use.owner_id in by_key}


def _paper(row: Application) -> Place:
    label = f"{row.organization.short_name}，{row.campaign.name}"
    address = reverse("applications:detail", args=[row.pk])
    return Place("申报附件", label, address, whole=f"application:{row.pk}", is_signed=row.status not in DRAFTS)


def _leaves(user: Any, uses: list[Any]) -> dict[Any, Place]:
    keys = [use.owner_id for use in uses]
    if not keys:
        return {}
    seen = Application.objects.visible_to(user).filter(self_assessment__responses__in=keys)
    rows = Response.objects.filter(pk__in=keys, self_assessment__application__in=seen.values("pk"))
    related = "self_assessment__application__campaign", "self_assessment__application__organization", "criterion"
    by_key = {str(row.pk): row for row in rows.select_related(*related)}
    return {use.pk: _leaf(by_key[use.owner_id]) for use in uses if use.owner_id in by_key}


def _leaf(row: Response) -> Place:
    assessment = row.self_assessment
    application = assessment.application
    label = f"{application.organization.short_name}，{application.campaign.name}，{row.criterion.title}"
    return Place(
        "自评佐证材料",
        label,
        reverse("applications:assessment", args=[application.pk]),
        whole=f"application:{application.pk}",
        is_signed=assessment.status != AssessmentStatus.DRAFT,
    )


def replace_in_draft(actor: Any, use: FileUse, file: Any, name: str) -> bool:
    """Put a newer version in the place of a use, when this person may still change what uses it."""
    model = ContentType.objects.get_for_id(use.owner_type_id).model_class()
    if model is Application:
        return _in_paper(actor, use, file, name)
    return _in_leaf(actor, use, file, name) if model is Response else False


def _in_paper(actor: Any, use: FileUse, file: Any, name: str) -> bool:
    application = locked(Application.objects.get(pk=use.owner_id))
    if not rules.can_edit(actor, application):
        return False
    _swap(actor, use, application, file, name)
    return True


def _in_leaf(actor: Any, use: FileUse, file: Any, name: str) -> bool:
    response = Response.objects.get(pk=use.owner_id)
    assessment = locked_assessment(response.self_assessment_id)
    if not assessment_rules.can_answer(actor, assessment):
        return False
    _swap(actor, use, response, file, name)
    recompute(assessment)
    return True


def _swap(actor: Any, use: FileUse, owner: Any, file: Any, name: str) -> None:
    path = use.organization_path
    use_again(actor=actor, file=file, name=name, owner=owner, purpose=use.purpose, organization_path=path)
    remove_file(actor=actor, use=use)


def released(uses: Sequence[FileUse]) -> set[Any]:
    """Papers and evidence that were taken out of a draft before anything was submitted or signed with them."""
    papers, leaves = _by(Application, list(uses)), _by(Response, list(uses))
    return {use.pk for use in papers if not _submitted_with(use)} | {use.pk for use in leaves if not _signed_with(use)}


def _submitted_with(use: FileUse) -> bool:
    kind = ContentType.objects.get_for_model(Application)
    sent = StateChange.objects.filter(subject_type=kind, subject_id=use.owner_id, verb="submit")
    return sent.filter(at__gte=use.created_at, at__lte=use.removed_at or clock.now()).exists()


def _signed_with(use: FileUse) -> bool:
    signed = Signing.objects.filter(self_assessment__responses=int(use.owner_id))
    return signed.filter(signed_at__gte=use.created_at, signed_at__lte=use.removed_at or clock.now()).exists()
