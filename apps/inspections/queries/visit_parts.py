"""What belongs to a visit beside its clauses: talks, the round's own questions, photos, signatures."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q
from django.db.models.functions import JSONObject

from apps.core.models import FileUse

from ..models import CheckResult, Finding, Visit, VisitTalk
from ..querysets import VisitQuerySet
from .visits import Section, sections_of


def told_in(visits: VisitQuerySet) -> VisitQuerySet:
    """With what the team was told by talks and found of the round's own questions, in the same statement."""
    of = OuterRef("pk")
    talks = VisitTalk.objects.filter(visit=of).order_by("position")
    checks = CheckResult.objects.filter(visit=of).order_by("check_item__position")
    return visits.annotate(
        told_talks=ArraySubquery(
            talks.values(told=JSONObject(method="method", counterpart="counterpart", summary="summary"))
        ),
        told_checks=ArraySubquery(
            checks.values(told=JSONObject(title="check_item__title", verdict="verdict", note="note"))
        ),
    )


def record_of(visit: Visit, reader: Any = None) -> tuple[list[Section], list[Finding]]:
    """What the team verified, by section, and what it found.

    Args:
        reader: as for :func:`sections_of`.
    """
    findings = list(visit.findings.live().select_related("criterion"))
    return [section for section in sections_of(visit, findings, (), reader) if section.done], findings


def files_of(visit: Visit) -> tuple[list[FileUse], list[FileUse]]:
    """Photos and signatures of a visit; one statement."""
    kept = Q(purpose__startswith="photo") | Q(purpose__startswith="signature")
    uses = list(FileUse.objects.of(visit).filter(kept))
    photos = [use for use in uses if use.purpose.startswith("photo")]
    return photos, [use for use in uses if use not in photos]


def photos_of_finding(finding: Finding) -> list[FileUse]:
    """Its own photos, and those of its clause in the same visit; each once, in one statement."""
    own, whole = (ContentType.objects.get_for_model(model).pk for model in (Finding, Visit))
    of_clause = Q(owner_type=whole, owner_id=str(finding.visit_id), purpose=f"photo:{finding.criterion_id}")
    uses = FileUse.objects.live().filter(of_clause | Q(owner_type=own, owner_id=str(finding.pk), purpose="photo"))
    return list({use.file_id: use for use in uses}.values())
