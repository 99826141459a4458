"""All that a phone needs for one visit without network, in at most twelve statements whatever the number of leaves."""

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import BooleanField, CharField, ExpressionWrapper, F, OuterRef, Q
from django.db.models.functions import JSONObject

from apps.applications.leaf_parts import judged_of
from apps.applications.models import Response
from apps.applications.queries.assessment_inputs import evidence_uses
from apps.core.models import FileUse
from apps.standards import engine
from apps.standards.engine.measures.claims import Judged

from ..choices import VisitStatus
from ..deadlines import days_of
from ..models import Finding, RoundCheck, TypicalProblem, Visit, VisitResult
from ..querysets import VisitQuerySet
from .rechecks import file_of, recheck_of, told_rechecks
from .verifying import number_unit
from .visits import Clause, Section, sections_of

#: Earlier findings of the site that are shown; files of one clause; problems to tick.
LAST, FILES, PROBLEMS = 20, 6, 300


def for_copy(visits: VisitQuerySet, reader: Any) -> VisitQuerySet:
    """With all that :func:`bundle_of` reads of the visit, the round's questions, the problems to tick and
    what waits for a re-check in one statement."""
    checks = RoundCheck.objects.filter(round=OuterRef("round_id"), committees=OuterRef("of_committee"))
    of_committee = ExpressionWrapper(Q(application=None), output_field=BooleanField())
    visits = visits.annotate(of_committee=of_committee)
    problems = TypicalProblem.objects.current().annotate(
        site=ExpressionWrapper(OuterRef("organization_path"), output_field=CharField())
    )
    problems = problems.filter(site__startswith=F("organization_path")).order_by("leaf", "text")
    return visits.select_related("round__campaign", "organization", "application__standard_version").annotate(
        told_checks=ArraySubquery(
            checks.order_by("position").values(told=JSONObject(id="pk", title="title", guidance="guidance"))
        ),
        told_problems=ArraySubquery(
            problems.values(
                told=JSONObject(leaf="leaf", text="text", demand="demand", severity="severity", days="days")
            )[:PROBLEMS]
        ),
        told_rechecks=told_rechecks(reader),
    )


def bundle_of(visit: Any, digest: str, reader: Any) -> dict[str, Any]:
    """The copy of a visit for its reader as JSON, see ``apps/README.md`` (contract of the phone)."""
    findings = _findings(visit)
    own = [row for row in findings if row.visit_id == visit.pk]
    sections = sections_of(visit, own, (), reader)
    evidence = _evidence(sections)
    return {
        "id": str(visit.pk), "digest": digest, "status": visit.status, "scheduled_on": visit.scheduled_on,
        "site": site_of(visit), "round": _round(visit),
        "sections": [_section(section, evidence) for section in sections],
        "checks": visit.told_checks,
        "problems": visit.told_problems,
        "last": [_last(row) for row in findings if row.visit_id != visit.pk][:LAST],
        "rechecks": _rechecks(visit),
        "guidance": _guidance(visit),
    }  # fmt: skip


def _rechecks(visit: Any) -> list[dict[str, Any]]:
    """Nobody goes there any more once the visit is called off."""
    if visit.status == VisitStatus.CANCELLED:
        return []
    return [recheck_of(row) for row in visit.told_rechecks if row["answer"]]


def _guidance(visit: Visit) -> list[str]:
    if visit.application is None:
        return []
    return list(filter(None, [visit.application.standard_version.guidance_for(visit.organization.sector)]))


def as_json(data: Any) -> str:
    return json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":"))


def site_of(visit: Visit) -> dict[str, Any]:
    site = visit.organization
    return {
        "name": site.name, "short_name": site.short_name, "address": site.address, "contact": site.contact_name,
        "phone": site.contact_phone,
        "latitude": None if site.latitude is None else float(site.latitude),
        "longitude": None if site.longitude is None else float(site.longitude),
    }  # fmt: skip


def _round(visit: Visit) -> dict[str, Any]:
    row = visit.round
    return {
        "id": row.pk, "name": row.name, "kind": row.get_kind_display(), "theme": row.theme, "scoring": row.scoring,
        "days": days_of(row.campaign),
    }  # fmt: skip


def _findings(visit: Visit) -> list[Finding]:
    """Those of this visit and the newest of earlier ones; one statement."""
    rows = Finding.objects.live().filter(Q(visit=visit) | Q(organization=visit.organization_id))
    return list(rows.select_related("criterion").order_by("-found_at", "-pk")[: LAST * 5])


def _last(row: Finding) -> dict[str, Any]:
    return {
        "description": row.description, "due_on": row.due_on, "status": row.get_status_display(),
        "leaf": row.criterion.title if row.criterion else "", "severity": row.get_severity_display(),
    }  # fmt: skip


def _evidence(sections: Iterable[Section]) -> dict[str, list[FileUse]]:
    """Files of the branch's answers by answer; one statement."""
    answers = [clause.response for section in sections for clause in section.clauses if clause.response]
    found: dict[str, list[FileUse]] = defaultdict(list)
    if answers:
        for use in evidence_uses(answers):
            found[use.owner_id].append(use)
    return found


def _section(section: Section, evidence: dict[str, list[FileUse]]) -> dict[str, Any]:
    clauses = [_clause(clause, evidence) for clause in section.clauses]
    return {"code": section.code, "title": section.title, "clauses": clauses}


def _clause(clause: Clause, evidence: dict[str, list[FileUse]]) -> dict[str, Any]:
    leaf, judged = clause.leaf, judged_of(clause.leaf)
    files = evidence.get(str(clause.response.pk), []) if clause.response else []
    return {
        "id": clause.pk, "code": leaf.code, "title": clause.criterion.title, "text": clause.requirement,
        "clause": clause.criterion.clause, "guidance": leaf.guidance, "condition": clause.condition,
        "required": not clause.may_be_not_applicable, "not_applicable": clause.may_be_not_applicable,
        "kind": _kind(clause), "unit": _unit(clause),
        "low": str(judged.low) if judged and not judged.grades else None,
        "high": str(judged.high) if judged and not judged.grades else None,
        "threshold": clause.requirement, "levels": clause.levels, "members": clause.choices,
        "figures": [{"code": row.code, "label": row.label, "unit": row.unit, "claimed": row.claimed} for row in clause.figures],
        "jurors": bool(clause.jurors), "reason_required": clause.reason_required,
        "points": engine.describe_scoring(leaf), "max": str(leaf.points),
        "claimed": {"text": clause.claimed, "value": _text(clause.response), "note": _note(clause), "source": clause.source},
        "earns": _earns(leaf),
        "evidence": [file_of(use.pk, use.name, use.file.thumb) for use in files[:FILES]],
        "result": None if clause.result is None else result_of(clause.result),
    }  # fmt: skip


def _kind(clause: Clause) -> str:
    if clause.levels:
        return "level"
    if clause.takes_number:
        return "number"
    return "members" if clause.choices else "verdict"


def _unit(clause: Clause) -> str:
    return "分" if judged_of(clause.leaf) is not None else number_unit(clause.leaf)


def _text(response: Response | None) -> str | None:
    return None if response is None or response.value is None else format(response.value.normalize(), "f")


def _note(clause: Clause) -> str:
    return clause.response.note if clause.response else ""


def _earns(leaf: engine.Criterion) -> dict[str, Any] | None:
    """Points by the verdict alone, and by grade: what the phone adds up without the engine. None where nothing is scored."""
    if leaf.scoring is None:
        return None
    judged = leaf.measure if isinstance(leaf.measure, Judged) else None
    by_verdict, granted = leaf.scoring.by_verdict, leaf.not_applicable == "full"
    return {
        "pass": str(by_verdict(leaf.points, True)), "fail": str(by_verdict(leaf.points, False)),
        "full": str(0 if leaf.bonus else leaf.points), "rebased": not granted, "idle": str(leaf.points if granted else 0),
        "typed": judged is not None and not judged.grades,
        "grades": {grade.code: str(grade.points) for grade in judged.grades} if judged else {},
    }  # fmt: skip


def result_of(row: VisitResult) -> dict[str, Any]:
    """A result in the words of the phone's record."""
    return {
        "criterion": row.criterion_id, "verdict": row.verdict,
        "value": "" if row.value is None else format(row.value.normalize(), "f"),
        "members": row.members, "figures": row.figures, "scores": row.scores, "note": row.note,
    }  # fmt: skip
