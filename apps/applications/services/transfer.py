"""Applications taken over to another version of their standard; called by evaluations, whose rule is asked."""

from collections.abc import Collection, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import transaction
from django.db.models import BigIntegerField, Case, F, Value, When

from apps.core import clock
from apps.core.bulk import write_columns
from apps.core.exceptions import Invalid
from apps.standards import engine
from apps.standards.models import Criterion, StandardVersion
from apps.standards.queries import engine_version

from ..models import Application, GapItem, Response, ReviewResponse, SelfAssessment
from ..queries.moving import Moved, compared_leaves_of, moved_inputs

PLACES = Decimal("0.0001")
REVIEWED = "有指标改变了计分方式，而初审已对其作出意见，不能改用这一版标准。"


@transaction.atomic
def transfer_applications(
    *, applications: Collection[int], old: StandardVersion, new: StandardVersion
) -> list[Application]:
    """Put these applications under ``new``: answers follow by code, self-assessments are scored anew.

    Answers of leaves that the new version lacks are kept and count no more; those of leaves that are measured
    in another way are emptied (their history stays). What was signed keeps its inputs, with the figures that
    only the new version reads.

    Raises:
        Invalid: a first review spoke about a leaf that is measured in another way now.
    """
    rows = _locked(applications, old)
    ids = [row.pk for row in rows]
    leaves = compared_leaves_of(engine_version(old), engine_version(new))
    reviews = ReviewResponse.objects.filter(application__in=ids)
    if reviews.filter(criterion__code__in=leaves.retyped).exclude(verdict="agree").exists():
        raise Invalid(REVIEWED)
    moved = moved_inputs(rows, old, new)
    Application.objects.filter(pk__in=ids).update(standard_version=new)
    answers = Response.objects.filter(self_assessment__in=[each.assessment.pk for each in moved])
    answers.filter(criterion__code__in=leaves.retyped).update(
        value=None, members=[], answered=False, not_applicable=False, fact=None, points=None, state="unanswered",
        verdict="",
    )  # fmt: skip
    rekey(answers, new)
    rekey(reviews, new)
    rekey(GapItem.objects.filter(application__in=ids), new)
    _add_missing(moved, new)
    _score(moved, new)
    for row in rows:
        row.standard_version = new
    return rows


def _locked(ids: Collection[int], old: StandardVersion) -> list[Application]:
    """The applications, then their self-assessments: the order in which everybody locks them."""
    found = Application.objects.select_for_update(of=("self",)).select_related("organization", "campaign")
    rows = list(found.filter(pk__in=ids, standard_version=old).order_by("pk"))
    assessments = SelfAssessment.objects.select_for_update(of=("self",)).filter(application__in=rows).order_by("pk")
    by_application = {assessment.application_id: assessment for assessment in assessments}
    for row in rows:
        if row.pk in by_application:
            row.self_assessment = by_application[row.pk]
    return rows


def rekey(rows: Any, version: StandardVersion, *, versioned: bool = True) -> None:
    """Point rows to the criteria of ``version`` with the same codes; whoever read one before is told."""
    used = dict(rows.exclude(criterion__version=version).order_by().values_list("criterion_id", "criterion__code"))
    target = dict(Criterion.objects.filter(version=version, code__in=used.values()).values_list("code", "pk"))
    cases = [When(criterion=pk, then=Value(target[code])) for pk, code in used.items() if code in target]
    if cases:
        wanted = [pk for pk, code in used.items() if code in target]
        more = {"version": F("version") + 1} if versioned else {}
        rows.filter(criterion__in=wanted).update(criterion=Case(*cases, output_field=BigIntegerField()), **more)


def _add_missing(moved: Sequence[Moved], version: StandardVersion) -> None:
    """One row for each leaf that belongs to the organization and has none yet."""
    tree, criteria = engine_version(version), {row.code: row for row in version.criteria.filter(is_leaf=True)}
    assessments = [each.assessment for each in moved]
    present = set(
        Response.objects.filter(self_assessment__in=assessments).values_list("self_assessment_id", "criterion__code")
    )
    belonging: dict[tuple[str, str, str], list[str]] = {}
    rows = []
    for each in moved:
        place = each.application.organization
        group = (place.sector, place.kind, place.level)
        if group not in belonging:
            empty = engine.Inputs(as_of=clock.today(), sector=place.sector, kind=place.kind, level=place.level)
            belonging[group] = [leaf.code for leaf in engine.evaluate_version(tree, empty).leaves()]
        rows += [
            Response(self_assessment=each.assessment, criterion=criteria[code])
            for code in belonging[group]
            if (each.assessment.pk, code) not in present
        ]
    Response.objects.bulk_create(rows, batch_size=500)


def _score(moved: Sequence[Moved], version: StandardVersion) -> None:
    """Figures of the self-assessments and of each answer by the new version."""
    tree, stored = engine_version(version), {}
    answers = Response.objects.filter(self_assessment__in=[each.assessment.pk for each in moved])
    for answer in answers.select_related("criterion"):
        stored[answer.self_assessment_id, answer.criterion.code] = answer
    changed = []
    for each in moved:
        outcome, assessment = engine.evaluate_version(tree, each.after), each.assessment
        assessment.score = None if outcome.score is None else outcome.score.quantize(PLACES, ROUND_HALF_UP)
        assessment.passes_gate = outcome.passed
        if each.signed:
            assessment.inputs = {**engine.freeze(each.after), "standard": version.digest}
        for leaf in outcome.leaves():
            row = stored.get((assessment.pk, leaf.code))
            if row is not None:
                _put(row, leaf)
                changed.append(row)
    SelfAssessment.objects.bulk_update(
        [each.assessment for each in moved], ["score", "passes_gate", "inputs"], batch_size=200
    )
    write_columns(changed, ["points", "state", "verdict"])


def _put(row: Response, leaf: engine.Outcome) -> None:
    decided = leaf.state in (engine.State.SCORED, engine.State.NOT_APPLICABLE)
    row.points = leaf.points.quantize(PLACES, ROUND_HALF_UP) if decided else None
    row.state = leaf.state.value
    row.verdict = leaf.verdict.value if leaf.verdict else ""
