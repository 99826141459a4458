"""What waits for a re-check at a site, as a team takes it along: the phone has no network when it stands there."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, OuterRef, Subquery
from django.db.models.functions import Cast, JSONObject
from django.urls import reverse

from apps.core.models import FileUse

from ..choices import FindingStatus, Severity
from ..models import Finding, Rectification

#: Findings of one site; files of one answer.
MOST, FILES = 50, 6
#: Purpose of the photos that a team took at the re-check; the answer's own files have another one.
PROOF = "recheck"


def told_rechecks(reader: Any) -> ArraySubquery:
    """For visits: the answered findings of their sites with the newest answer, except those that the reader answered."""
    rows = Finding.objects.filter(organization=OuterRef("organization_id"), status=FindingStatus.ANSWERED)
    rows = rows.exclude(rectifications__answered_by=reader).annotate(answer=_newest_answer()).order_by("due_on", "pk")
    told = JSONObject(
        id="pk", description="description", demand="demand", clause="criterion__clause", leaf="criterion__title",
        severity="severity", due_on="due_on", round="visit__round__name", found_at="found_at", answer="answer",
    )  # fmt: skip
    return ArraySubquery(rows.values(told=told)[:MOST])


def _newest_answer() -> Subquery:
    kind = ContentType.objects.get_for_model(Rectification).pk
    uses = FileUse.objects.live().filter(owner_type=kind, owner_id=Cast(OuterRef("pk"), CharField()))
    files = uses.order_by("created_at", "pk").values(told=JSONObject(id="pk", name="name", thumb="file__thumb"))
    answers = Rectification.objects.filter(finding=OuterRef("pk")).annotate(files=ArraySubquery(files[:FILES]))
    told = JSONObject(id="pk", text="text", at="answered_at", by="answered_by__name", files="files")
    return Subquery(answers.order_by("-answered_at", "-pk").values(told=told)[:1])


def recheck_of(row: dict[str, Any]) -> dict[str, Any]:
    """One of them as the phone shows it."""
    answer = row["answer"]
    return {
        **row, "clause": row["clause"] or "", "leaf": row["leaf"] or "", "severity": Severity(row["severity"]).label,
        "answer": answer["id"], "text": answer["text"], "answered_at": answer["at"], "answered_by": answer["by"],
        "evidence": [file_of(file["id"], file["name"], file["thumb"]) for file in answer["files"]],
    }  # fmt: skip


def file_of(pk: Any, name: str, thumb: Any) -> dict[str, str]:
    """A file as a phone shows it: by name, with a thumbnail where there is one."""
    return {"name": name, "thumb": reverse("core:thumb", args=[pk]) if thumb else ""}
