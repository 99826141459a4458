"""Vetoes found against one application, with the papers behind them."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from apps.core.models import FileUse

from ..models import Evaluation, VetoFinding


def findings_of(evaluation: Evaluation) -> list[Any]:
    """The findings, lifted ones too, each with ``papers`` for the component ``file_list``. Two queries."""
    findings: list[Any] = list(
        VetoFinding.objects.filter(application=evaluation.application_id).select_related("recorded_by", "lifted_by")
    )
    for finding in findings:
        finding.papers = []
    by_key = {str(finding.pk): finding for finding in findings}
    uses = FileUse.objects.live().filter(
        owner_type=ContentType.objects.get_for_model(VetoFinding), owner_id__in=by_key, purpose="veto"
    )
    for use in uses if findings else ():
        by_key[use.owner_id].papers.append(
            {
                "name": use.name,
                "url": reverse("core:file", args=[use.pk]),
                "preview_url": reverse("core:preview", args=[use.pk]),
                "size": use.file.size,
            }
        )
    return findings
