"""What the team does at the site: begin, verify leaf by leaf, note findings, hand the record in."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import IO, Any

from django.db import transaction
from django.urls import reverse

from apps.accounts.models import User
from apps.applications.services import move_application
from apps.core import clock, states
from apps.core.contents import picture_kind
from apps.core.exceptions import Invalid, OutOfTurn
from apps.core.limits import within
from apps.core.models import FileUse
from apps.core.services import attach_file, remove_file
from apps.core.verdicts import Acting, require
from apps.reminders.services import notify
from apps.standards.models import Criterion

from .. import rules
from ..choices import OPEN_VISITS, Method, ResultVerdict, RoundKind, Scoring, Severity, VisitStatus
from ..deadlines import due_day
from ..models import CheckResult, Finding, ScorerResult, Visit, VisitResult
from ..queries.answering import people_of
from ..queries.verifying import Found, check_result, lacks_reason, leaf_of
from .repeats import earlier_finding
from .scoring import hold_round, save_score
from .verified_facts import tell_verified

#: Letters of a problem, and of what is asked for.
LONGEST = 500


@transaction.atomic
def start_visit(*, actor: User, visit: Visit) -> Visit:
    """Note the arrival. Starting a visit that is under way changes nothing.

    Raises:
        Refused: not a member of the team. OutOfTurn: handed in already.
    """
    acting = require(rules.can_work_on(actor, visit))
    locked = Visit.objects.select_for_update().get(pk=visit.pk)
    if locked.status == VisitStatus.UNDER_WAY:
        return locked
    _begin(locked, acting)
    return locked


@transaction.atomic
def save_result(
    *,
    actor: User,
    visit: Visit,
    criterion: Criterion,
    verdict: str,
    value: Decimal | None = None,
    members: Sequence[str] = (),
    note: str = "",
    figures: Mapping[str, Any] | None = None,
    scores: Sequence[str] = (),
) -> VisitResult | ScorerResult:
    """What the team verified for one leaf; a second call for the same leaf replaces the first.

    Where several scorers score, it is the person's own result, see :func:`save_score`.

    Args:
        value: the verified number of quantity, frequency and judged leaves.
        members: codes of the checklist members or options that are there, and the chosen grade of a judged leaf.
        figures: verified numbers of other metrics that the leaf reads, by metric code; empty ones are not taken.
        scores: what further jurors gave, as numbers or codes of grades.

    Raises:
        Refused: not of the team. OutOfTurn: handed in already.
        Invalid: the leaf is none of this standard's, or the figures contradict the verdict.
    """
    acting = require(rules.can_work_on(actor, visit))
    if criterion.version_id != visit.standard_version_id or not criterion.is_leaf:
        raise Invalid("该指标不属于本单位适用的标准。")
    if visit.round.leaves and criterion.code not in visit.round.leaves:
        raise Invalid("本批次不检查该指标。")
    if visit.round.scoring != Scoring.TEAM:
        hold_round(visit.round_id)
        if visit.status in OPEN_VISITS:
            _open_for_work(visit, acting)
        return save_score(
            actor=actor, visit=visit, criterion=criterion, verdict=verdict, value=value, members=members, note=note,
            figures=figures,
        )  # fmt: skip
    values = check_result(
        criterion, verdict, value, members, note, figures={**(figures or {})}, scores=[text for text in scores if text]
    )
    found = VisitResult.objects.filter(visit=visit, criterion=criterion).first()
    if found is not None and all(getattr(found, name) == kept for name, kept in values.items()):
        return found
    _open_for_work(visit, acting)
    result, _ = VisitResult.objects.update_or_create(visit=visit, criterion=criterion, defaults=values)
    return result


@transaction.atomic
def save_checks(*, actor: User, visit: Visit, told: Mapping[int, tuple[str, str]]) -> int:
    """What the team found of the round's own questions; an answer replaces the one before. How many were written.

    Args:
        told: key of the question → verdict and note.

    Raises:
        Refused: not of the team. OutOfTurn: handed in already.
        Invalid: an unknown verdict, or a question of another round.
    """
    acting = require(rules.can_work_on(actor, visit))
    if told.keys() - set(visit.questions.values_list("pk", flat=True)):
        raise Invalid("有检查内容已被党建办调整，请刷新后再填。")
    if any(verdict not in ResultVerdict.values for verdict, _ in told.values()):
        raise Invalid("请选择达标、不达标或不适用。")
    _open_for_work(visit, acting)
    standing = {row.check_item_id: row for row in visit.check_results.all()}
    written = 0
    for key, (verdict, note) in told.items():
        row = standing.get(key) or CheckResult(visit=visit, check_item_id=key)
        wanted = (verdict, within(note, 500, "说明"))
        if row.pk is None or (row.verdict, row.note) != wanted:
            row.verdict, row.note = wanted
            row.save()
            written += 1
    return written


@transaction.atomic
def add_photo(
    *, actor: User, visit: Visit, upload: IO[bytes], name: str, criterion: Criterion | None = None
) -> FileUse:
    """Keep a photo of the site, of one leaf when it is named. Photos are never required."""
    acting = require(rules.can_work_on(actor, visit))
    _open_for_work(visit, acting)
    picture_kind(upload)
    return attach_file(
        actor=actor,
        upload=upload,
        name=name,
        owner=visit,
        purpose=photo_purpose(criterion),
        organization_path=visit.organization_path,
    )


@transaction.atomic
def remove_photo(*, actor: User, visit: Visit, use: FileUse) -> None:
    """Take a photo off the record while it is still being written."""
    acting = require(rules.can_work_on(actor, visit))
    _open_for_work(visit, acting)
    remove_file(actor=actor, use=use)


@transaction.atomic
def add_finding(
    *,
    actor: User,
    visit: Visit,
    description: str,
    due_on: dt.date | None = None,
    criterion: Criterion | None = None,
    severity: str = Severity.MINOR,
    demand: str = "",
    at_once: bool = False,
    key: bool = False,
    client_id: uuid.UUID | None = None,
) -> Finding:
    """Note a problem at the site. The same problem sent twice is one finding.

    Args:
        due_on: by the rule of the campaign when not given (``deadlines``): 15 days, 3 for 立行立改.
        at_once, key: 立行立改, 重点督办.
        client_id: made on the phone; a finding of the visit under this id is the same one.

    Raises:
        Refused: not of the team. OutOfTurn: handed in already.
        Invalid: no description, an unknown severity, or a day in the past.
    """
    acting = require(rules.can_work_on(actor, visit))
    description = within(description, LONGEST, "问题")
    if not description:
        raise Invalid("请写明发现的问题。")
    if severity not in Severity.values:
        raise Invalid("请选择问题程度：一般、较重或严重。")
    same = _same_finding(visit, criterion, description, client_id)
    if same is not None:
        return same
    due_on = due_on or due_day(visit.round.campaign, severity, clock.today(), at_once=at_once)
    if due_on < clock.today():
        raise Invalid("整改期限不能早于今天。")
    _open_for_work(visit, acting)
    return note_finding(
        actor=actor, visit=visit, acting=acting, criterion=criterion, severity=severity, description=description,
        demand=within(demand, LONGEST, "整改要求"), due_on=due_on, at_once=at_once, key=key, client_id=client_id, found_at=clock.now(),
    )  # fmt: skip


def note_finding(
    *,
    actor: User,
    visit: Visit,
    acting: Acting,
    criterion: Criterion | None,
    description: str,
    reason: str = "",
    **fields: Any,
) -> Finding:
    """The row of a finding, for services that have asked the rules."""
    finding = Finding.objects.create(
        visit=visit, application=visit.application, organization=visit.organization,
        organization_path=visit.organization_path, criterion=criterion, description=description, found_by=actor,
        repeats=earlier_finding(visit, criterion, description), **fields,
    )  # fmt: skip
    states.record(finding, "create", acting=acting, target=finding.status, reason=reason)
    return finding


def _same_finding(
    visit: Visit, criterion: Criterion | None, description: str, client_id: uuid.UUID | None
) -> Finding | None:
    if client_id is not None and (sent := visit.findings.filter(client_id=client_id).first()):
        return sent
    return visit.findings.live().filter(criterion=criterion, description=description).first()


@transaction.atomic
def record_visit(
    *,
    actor: User,
    visit: Visit,
    methods: Sequence[str],
    summary: str,
    counterpart: str = "",
    highlights: str = "",
    started_at: dt.datetime | None = None,
    ended_at: dt.datetime | None = None,
) -> Visit:
    """Hand the record in: what was verified becomes known of the site; an acceptance moves the application to 已验收.

    The same record sent twice is stored once and answers the same.

    Raises:
        Refused: not of the team. OutOfPhase: an acceptance outside its phase.
        Invalid: no method, no summary, a judgement without the reason that its standard demands.
        OutOfTurn: handed in with another content, or called off.
    """
    chosen = [method for method in Method.values if method in set(methods)]
    summary = summary.strip()
    locked = Visit.objects.select_for_update().get(pk=visit.pk)
    if locked.status == VisitStatus.RECORDED and _is_same(locked, actor, chosen, summary):
        return locked
    acting = require(rules.can_record(actor, visit))
    if not chosen:
        raise Invalid("请至少选择一种检查方式：看资料、实地查看、座谈走访。")
    if not summary:
        raise Invalid("请填写总体评价。")
    _reasons_given(locked)
    fields = _record_fields(locked, actor, started_at, ended_at)
    fields |= {"methods": chosen, "summary": within(summary, 2000, "总体评价", field="summary")}
    fields["counterpart"] = within(counterpart, 80, "陪同人员", field="counterpart")
    fields["highlights"] = within(highlights, 1000, "亮点", field="highlights")
    return hand_in(actor=actor, visit=locked, acting=acting, fields=fields)


def hand_in(*, actor: User, visit: Visit, acting: Acting, fields: dict[str, Any]) -> Visit:
    """Close the record of a locked visit and tell whoever it concerns, for services that have asked the rules."""
    states.move(visit, "record", acting=acting, reason=fields["summary"])
    Visit.objects.filter(pk=visit.pk).update(**fields)
    visit.refresh_from_db()
    tell_verified(actor=actor, visit=visit)
    if visit.round.kind == RoundKind.ACCEPTANCE:
        assert visit.application is not None  # an acceptance visits applications alone
        move_application(visit.application, "inspect", acting=acting)
    _tell_site(visit)
    return visit


def photo_purpose(criterion: Criterion | None) -> str:
    """Under which purpose a photo is filed: of the visit, or of one of its leaves."""
    return "photo" if criterion is None else f"photo:{criterion.pk}"


def _begin(visit: Visit, acting: Acting) -> None:
    states.move(visit, "start", acting=acting)
    visit.started_at = clock.now()
    Visit.objects.filter(pk=visit.pk).update(started_at=visit.started_at)


def _open_for_work(visit: Visit, acting: Acting) -> None:
    """Lock the visit; writing in one that has not begun begins it, one handed in is closed."""
    locked = Visit.objects.select_for_update().get(pk=visit.pk)
    if locked.status not in OPEN_VISITS:
        raise OutOfTurn(f"检查记录当前为“{locked.get_status_display()}”，不能再修改。")
    if locked.status == VisitStatus.PLANNED:
        _begin(locked, acting)
        visit.refresh_from_db(fields=["status", "started_at"])


def _reasons_given(visit: Visit) -> None:
    results = visit.results.select_related("criterion__version")
    open_titles = [row.criterion.title for row in results if lacks_reason(leaf_of(row.criterion), Found.of(row))]
    if open_titles:
        raise Invalid(f"请写明评定理由：{'、'.join(open_titles)}。")


def _is_same(visit: Visit, actor: User, methods: list[str], summary: str) -> bool:
    return visit.recorded_by_id == actor.pk and visit.methods == methods and visit.summary == summary


def _record_fields(
    visit: Visit, actor: User, started_at: dt.datetime | None, ended_at: dt.datetime | None
) -> dict[str, object]:
    now = clock.now()
    begun, ended = started_at or visit.started_at or now, ended_at or now
    if ended < begun:
        raise Invalid("离开时间不能早于到达时间。")
    return {
        "started_at": begun,
        "ended_at": ended,
        "recorded_by": actor,
        "recorded_at": now,
        "version": visit.version + 1,
    }


def _tell_site(visit: Visit) -> None:
    owed = visit.findings.owed().order_by("due_on")
    first = owed.first()
    body = f"发现问题 {owed.count()} 个，请在期限内整改并答复。" if first else "未发现需要整改的问题。"
    notify(
        rule="visit.recorded",
        subject=visit,
        recipients=people_of(visit),
        title=f"检查结果：{visit.round.name}",
        body=body,
        url=reverse("inspections:findings") if first else reverse("inspections:visit", args=[visit.pk]),
        due_at=clock.at(first.due_on, 23, 59, 59) if first else None,
    )
