"""What a phone's copy of a visit is known by: changes of the rows that it is made of change it. One statement for many.

Two parts, ``whole-results``: the second tells whether somebody wrote into the record since the copy was made.
"""

from collections.abc import Collection
from functools import cache
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db import connection, models

from apps.applications.models import Response, SelfAssessment
from apps.core.models import FileUse, StoredFile
from apps.organizations.models import CurrentFact, Event, Organization

from ..models import Finding, Rectification, Round, RoundCheck, ScorerResult, TypicalProblem, Visit, VisitResult

#: Another number when the copy itself is made in another way.
FORMAT = 2

#: Of a set of rows: which they are and in which version each stands.
_ROWS = "(SELECT string_agg(x.id || ':' || x.xmin, ',' ORDER BY x.id) FROM {table} x WHERE {where})"
_SQL = """
SELECT v.id,
  left(md5(concat_ws('|', {format}, v.xmin, r.xmin, o.xmin, o.id, a.standard_version_id, {parts})), 24)
  || '-' || left(md5({results}), 12)
FROM {visit} v
JOIN {round} r ON r.id = v.round_id
JOIN {organization} o ON o.id = v.organization_id
LEFT JOIN {application} a ON a.id = v.application_id
LEFT JOIN {assessment} s ON s.application_id = a.id
WHERE v.id = ANY(%s)
"""
_RESULTS = """coalesce((SELECT string_agg(concat_ws('|', x.criterion_id, x.verdict, x.value, x.members::text,
  x.figures::text, x.scores::text, x.note), ';' ORDER BY x.criterion_id) FROM {result} x WHERE x.visit_id = v.id), '')"""
_EVIDENCE = """(SELECT string_agg(x.id || ':' || x.xmin || f.xmin, ',' ORDER BY x.id) FROM {response} p
  JOIN {use} x ON x.owner_type_id = {kind} AND x.owner_id = p.id::text AND x.removed_at IS NULL
  JOIN {file} f ON f.id = x.file_id WHERE p.self_assessment_id = s.id)"""
#: Files of the answers that wait for a re-check; the answers themselves change their findings.
_ANSWERS = """(SELECT string_agg(x.id || ':' || x.xmin || f.xmin, ',' ORDER BY x.id) FROM {finding} q
  JOIN {answer} p ON p.finding_id = q.id
  JOIN {use} x ON x.owner_type_id = {kind} AND x.owner_id = p.id::text AND x.removed_at IS NULL
  JOIN {file} f ON f.id = x.file_id WHERE q.organization_id = o.id AND q.status = 'answered')"""


def fingerprints(ids: Collection[UUID]) -> dict[UUID, str]:
    """By visit. One statement, and one the first time for the kinds of rows that files belong to."""
    if not ids:
        return {}
    kinds = ContentType.objects.get_for_models(Response, Rectification)
    with connection.cursor() as cursor:
        cursor.execute(_statement(kinds[Response].pk, kinds[Rectification].pk), [list(ids)])
        return dict(cursor.fetchall())


@cache
def _statement(of_evidence: int, of_answers: int) -> str:
    files = {"use": _table(FileUse), "file": _table(StoredFile)}
    parts = [
        _rows(RoundCheck, "x.round_id = r.id"),
        _rows(Response, "x.self_assessment_id = s.id"),
        _rows(CurrentFact, "x.organization_id = o.id"),
        _rows(Event, "x.organization_id = o.id"),
        _rows(Finding, "x.organization_id = o.id"),
        _rows(ScorerResult, "x.visit_id = v.id"),
        _rows(TypicalProblem, "o.path LIKE x.organization_path || '%%'"),
        _EVIDENCE.format(response=_table(Response), kind=int(of_evidence), **files),
        _ANSWERS.format(finding=_table(Finding), answer=_table(Rectification), kind=int(of_answers), **files),
    ]
    application = SelfAssessment._meta.get_field("application").related_model
    return _SQL.format(
        format=FORMAT, parts=", ".join(parts), results=_RESULTS.format(result=_table(VisitResult)), visit=_table(Visit),
        round=_table(Round), organization=_table(Organization), application=_table(application),
        assessment=_table(SelfAssessment),
    )  # fmt: skip


def _rows(model: type[models.Model], where: str) -> str:
    return _ROWS.format(table=_table(model), where=where)


def _table(model: type[models.Model]) -> str:
    return f'"{model._meta.db_table}"'


def results_part(digest: str) -> str:
    """What a copy's digest says of the record's results."""
    return digest.rpartition("-")[2]
