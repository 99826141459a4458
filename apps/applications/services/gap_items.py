"""自查问题: opened on a leaf that is not met, planned with cause and date, closed by a new answer or by the facts."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from apps.accounts.models import User
from apps.core import clock
from apps.core.exceptions import Invalid, OutOfTurn, StaleVersion
from apps.core.limits import within
from apps.core.prepared import prepared
from apps.core.states import move, record
from apps.core.verdicts import SYSTEM, require
from apps.standards import engine
from apps.standards.queries import engine_version

from .. import assessment_rules as rules
from ..choices import AssessmentStatus, GapCause
from ..leaf_parts import judged_of
from ..models import Application, GapItem, Response, SelfAssessment
from ..queries.gap_items import applications_with_gaps
from . import self_assessment as assessing

STALE = "这一问题刚被他人修改，您的内容没有保存，请刷新后再改。"
OPEN_ALREADY = "这一项已列入整改清单，请在清单中修改。"
RECOGNISED = "按现有数据和填报情况，本项已达到。"


@dataclass(frozen=True)
class GapPlan:
    """How a gap is to be closed: why it is there, what is done, by whom, until when."""

    cause: str
    owner: str
    due_on: dt.date | None
    cause_note: str = ""
    measure: str = ""


@dataclass(frozen=True)
class NewAnswer:
    """What is told of the leaf when its gap is closed: the keyword arguments of ``answer``."""

    version: int
    values: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def open_gap(*, actor: User | None, response: Response, problem: str, plan: GapPlan) -> GapItem:
    """Put a leaf on the list of things to be put right.

    Raises:
        Refused, OutOfTurn: not this person's, not now, or on the list already.
        Invalid: a part of the plan is missing, too long or in the past.
    """
    assessment = assessing.locked_assessment(response.self_assessment_id)
    acting = require(rules.can_plan_gaps(actor, assessment.application))
    if not problem.strip():
        raise Invalid("请写明问题。", code="problem")
    values = _checked(plan, None)
    try:
        with transaction.atomic():
            item = GapItem.objects.create(
                application=assessment.application,
                organization_path=assessment.organization_path,
                criterion_id=response.criterion_id,
                problem=within(problem, 500, "问题", field="problem"),
                created_by=actor,
                created_at=clock.now(),
                **values,
            )
    except IntegrityError as error:
        raise OutOfTurn(OPEN_ALREADY) from error
    record(item, "create", acting=acting)
    return item


@transaction.atomic
def edit_gap(*, actor: User | None, item: GapItem, version: int, plan: GapPlan) -> GapItem:
    """Change cause, measure, owner or date of an open item.

    Raises: as :func:`open_gap`; StaleVersion when somebody changed it meanwhile.
    """
    fresh, acting = _locked(actor, item, version)
    if fresh.status != "open":
        raise OutOfTurn("这一问题已销号，不能修改；需要时请先重新整改。")
    values = _checked(plan, fresh.due_on)
    _write(fresh, **values)
    record(fresh, "edit", acting=acting)
    return fresh


@transaction.atomic
def close_gap(
    *, actor: User | None, item: GapItem, version: int, result: str, told: NewAnswer | None = None
) -> GapItem:
    """Close an item with what was done; the new answer is told at once and must meet the leaf.

    Args:
        told: the new answer; None where nothing is to be told: the self-assessment is signed, or the facts say it.

    Raises:
        Refused, OutOfTurn, OutOfPhase: not this person's, or not now.
        StaleVersion: the item or the answer was changed meanwhile.
        Invalid: no result, a wrong answer, or one that does not meet the leaf.
    """
    fresh, acting = _locked(actor, item, version)
    if not result.strip():
        raise Invalid("请写明整改结果。", code="result")
    if len(result.strip()) > 500:
        raise Invalid("整改结果不超过 500 字。", code="result")
    _tell(actor, fresh, told)
    fresh.refresh_from_db()
    _write(fresh, result=result.strip(), closed_at=clock.now(), closed_by=actor)
    if fresh.status == "open":  # otherwise the new answer has closed it already
        move(fresh, "close", acting=acting)
    return fresh


@transaction.atomic
def reopen_gap(*, actor: User | None, item: GapItem, version: int, reason: str, due_on: dt.date | None) -> GapItem:
    """Open a closed item again, with a new date.

    Raises: as :func:`edit_gap`; Invalid without a reason or a date to come.
    """
    fresh, acting = _locked(actor, item, version)
    _check_day(due_on, None)
    try:
        with transaction.atomic():
            move(fresh, "reopen", acting=acting, reason=reason)
    except IntegrityError as error:
        raise OutOfTurn(OPEN_ALREADY) from error
    _write(fresh, result="", closed_at=None, closed_by=None, due_on=due_on)
    return fresh


def recognise_gaps(application: Application, codes: Collection[str]) -> int:
    """Close the open items of leaves that are met now, whoever or whatever met them."""
    count = 0
    for item in _open_of(application.pk, sorted(codes)):
        _write(item, result=RECOGNISED, closed_at=clock.now(), closed_by=None)
        move(item, "recognise", acting=SYSTEM, reason=RECOGNISED)
        count += 1
    return count


@prepared
def _open_of(application: int, codes: list[str]) -> "QuerySet[Any]":
    rows = GapItem.objects.select_for_update(of=("self",)).filter(application=application, status="open")
    return rows.filter(criterion__code__in=codes)


def _locked(actor: User | None, item: GapItem, version: int) -> tuple[GapItem, Any]:
    rows = GapItem.objects.select_for_update(of=("self",)).select_related("application__organization", "criterion")
    fresh = rows.get(pk=item.pk)
    acting = require(rules.can_plan_gaps(actor, fresh.application))
    if fresh.version != version:
        raise StaleVersion(STALE)
    return fresh, acting


def _write(item: GapItem, **values: Any) -> None:
    for name, value in values.items():
        setattr(item, name, value)
    item.version += 1
    item.save(update_fields=[*values, "version"])


def _checked(plan: GapPlan, before: dt.date | None) -> dict[str, Any]:
    """The columns of a plan.

    Raises:
        Invalid: with the field as its code.
    """
    if plan.cause not in GapCause.values:
        raise Invalid("请选择原因。", code="cause")
    texts = {name: getattr(plan, name).strip() for name in ("cause_note", "measure", "owner")}
    for name, text in texts.items():
        limit = GapItem._meta.get_field(name).max_length or 0  # type: ignore[union-attr]
        if len(text) > limit:
            raise Invalid(f"{GapItem._meta.get_field(name).verbose_name}不超过 {limit} 字。", code=name)  # type: ignore[union-attr]
    if plan.cause == GapCause.OTHER and not texts["cause_note"]:
        raise Invalid("原因选“其他”的，请写明原因。", code="cause_note")
    if not texts["owner"]:
        raise Invalid("请填写责任人。", code="owner")
    _check_day(plan.due_on, before)
    return {"cause": plan.cause, "due_on": plan.due_on, **texts}


def _check_day(due_on: dt.date | None, before: dt.date | None) -> None:
    if due_on is None:
        raise Invalid("请填写整改期限。", code="due_on")
    if due_on < clock.today() and due_on != before:
        raise Invalid("整改期限不能早于今天。", code="due_on")


def _tell(actor: User | None, item: GapItem, told: NewAnswer | None) -> None:
    """Answer the leaf anew where that is possible, and see whether it is met."""
    response = (
        Response.objects.filter(self_assessment__application=item.application_id, criterion=item.criterion_id)
        .select_related("self_assessment")
        .first()
    )
    if response is None or response.self_assessment.status == AssessmentStatus.SUBMITTED:
        return
    before = response.points
    if told is None:
        assessing.recompute(assessing.locked_assessment(response.self_assessment_id))
        response.refresh_from_db()
    else:
        response = assessing.answer(actor=actor, response=response, version=told.version, **told.values)
    if response.verdict == "met" or response.state == "not_applicable":
        return
    leaf = engine_version(item.application.standard_version).by_code[item.criterion.code]
    better = response.points is not None and (before is None or response.points > before)
    if not (judged_of(leaf) is not None and better):
        raise Invalid(f"“{leaf.title}”按所填情况仍未达到，不能销号；请补充后再办，或修改整改期限。", code="value")


def recognise_met_gaps(organizations: Sequence[int] | None = None) -> int:
    """Look at applications with open items as things stand: what a fact told elsewhere has met is closed.

    Args:
        organizations: whose facts changed; None looks at all, as every night for what no act tells (a day that passes).

    Each application by itself, so that one that is being written holds up none of the others.
    """
    found = 0
    for pk in applications_with_gaps(organizations):
        with transaction.atomic():
            application = assessing.locked_application(pk)
            before = GapItem.objects.filter(application=pk, status="open").count()
            assessment = SelfAssessment.objects.filter(application=application, status=AssessmentStatus.DRAFT).first()
            if assessment is None:
                continue
            sheet = assessing.recompute(assessing.locked_assessment(assessment.pk))
            met = [leaf.code for leaf in sheet.outcome.leaves() if leaf.verdict is engine.Verdict.MET]
            recognise_gaps(application, met)
            found += before - GapItem.objects.filter(application=pk, status="open").count()
    return found
