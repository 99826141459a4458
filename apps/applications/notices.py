"""Lines in the inbox when an application changes hands. Called by services, inside their transaction."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q
from django.urls import reverse

from apps.accounts.choices import Role
from apps.accounts.models import User
from apps.core import clock
from apps.core.components import text
from apps.core.limits import shortened
from apps.core.models import StateChange
from apps.organizations.queries import holders_of, secretaries_of
from apps.reminders.services import notify

from .choices import CommentAudience, StepKind
from .models import ReviewDelegation

WORDS = {
    "returned": "申报被退回修改",
    "rejected": "申报不予推荐",
    "approved": "申报已同意，进入创建",
    "reserved": "申报列为备选",
    "recalled": "审核决定已撤回，继续审核",
}


def _round(subject: Any) -> str:
    """Tells the rounds of one subject apart: it may be returned more than once."""
    return str(StateChange.objects.of(subject).count())


def reviewers_of(organization_id: int) -> Any:
    """Who reviews for an office today: its officers and those to whom it delegated."""
    rows = ReviewDelegation.objects.filter(organization=organization_id).on(clock.today())
    delegates = {row.to_user_id for row in rows if row.to_user_id}
    offices = {row.to_organization_id for row in rows if row.to_organization_id}
    found = holders_of(organization_id, Role.OFFICE)
    for office in offices:
        delegates |= set(holders_of(office, Role.OFFICE).values_list("pk", flat=True))
    return User.objects.filter(Q(pk__in=found.values("pk")) | Q(pk__in=delegates), is_active=True)


def _tell_reviewers(rule: str, step: Any, title: str, body: str, threshold: str = "") -> None:
    application = step.application
    notify(
        rule=rule,
        subject=step,
        recipients=reviewers_of(step.organization_id),
        title=f"{title}：{application.organization.short_name}“{application}”",
        body=body,
        url=reverse("applications:review", args=[application.pk]),
        threshold=threshold or _round(step),
    )


def tell_office(step: Any) -> None:
    """The next office learns that an application waits for it."""
    word = f"待{step.get_kind_display()}"
    body = f"{step.application.campaign.name}的申报已到本级，请{step.get_kind_display()}。"
    _tell_reviewers("review.pending", step, word, body)


def tell_called_up(step: Any, freed_by: Any) -> None:
    """A place is free: the office decides whether the first of its waiting list takes it."""
    body = f"“{freed_by}”退出后空出名额，备选第一顺位可以递补，请作出推荐或不予推荐的决定。"
    _tell_reviewers("review.called_up", step, "备选递补，请决定", body)


def tell_recalled(step: Any, later: Sequence[Any]) -> None:
    """Offices to which it had gone on already learn that it went back."""
    for each in later:
        body = f"{step.organization.short_name}撤回了审核决定，暂不需要本级办理。"
        _tell_reviewers("review.recalled", each, "下级已撤回", body)


def tell_overdue(step: Any, last: dt.date) -> None:
    """The last day of a review: its office and the next level learn what happens then."""
    then = "请尽快办理。" if step.is_final else f"{text.date_cn(last)}后仍未办理的，由上级接办。"
    if step.kind == StepKind.COUNTERSIGN:
        then = f"{text.date_cn(last)}后仍未会签的，不再等待，由审核单位直接办理。"
    body = f"已到本级 {step.application.campaign.review_working_days} 个工作日的审核时限。{then}"
    _tell_reviewers("review.overdue", step, "审核即将逾期", body, threshold=f"{last:%Y%m%d}")


def tell_taken_over(step: Any) -> None:
    if step.kind == StepKind.COUNTERSIGN:
        body = f"{step.organization.short_name}逾期未会签，已由审核单位直接办理，不再会签。"
        _tell_reviewers("review.taken_over", step, "逾期不再会签", body)
        return
    body = f"{step.organization.short_name}逾期未办理，已由上级接办，本级不再办理。"
    _tell_reviewers("review.taken_over", step, "逾期已由上级接办", body)


def tell_secretary(application: Any, outcome: str, step: Any, opinion: str) -> None:
    """The applicant learns what was decided: a key of ``WORDS``."""
    office = step.organization.short_name if step is not None else application.campaign.organization.short_name
    edit = outcome == "returned"
    notify(
        rule=f"application.{outcome}",
        subject=application,
        recipients=secretaries_of(application.organization_id),
        title=f"{WORDS[outcome]}：{application}",
        body=f"{office}：{opinion}" if opinion.strip() else f"{office}已办理。",
        url=reverse("applications:edit" if edit else "applications:detail", args=[application.pk]),
        threshold=_round(application),
    )


def tell_delegated(row: Any) -> None:
    """Whoever reviews in the office's place, and from when to when."""
    people = holders_of(row.to_organization_id, Role.OFFICE) if row.to_organization_id else [row.to_user]
    period = f"{text.date_cn(row.starts_on)}至{text.date_cn(row.ends_on)}"
    notify(
        rule="review.delegated",
        subject=row,
        recipients=people,
        title=f"受托审核：{row.organization.short_name}",
        body=f"{row.organization.short_name}委托代办审核，{period}。{row.reason}",
        url=reverse("applications:review_queue"),
    )


def tell_handed_over(organization: Any, successor: Any, leaver: Any, number: int) -> None:
    notify(
        rule="review.handed_over",
        subject=organization,
        recipients=[successor],
        title=f"审核工作移交：{organization.short_name}",
        body=f"{leaver.name}经办的 {number} 项审核工作移交给您。",
        url=reverse("applications:review_queue"),
        threshold=f"{clock.now():%Y%m%d%H%M%S%f}"[:20],
    )


def tell_commented(comment: Any, people: Iterable[Any]) -> None:
    """Those concerned learn that something was said; what was said between levels is not repeated in the line."""
    application = comment.application
    open_to_all = comment.audience == CommentAudience.APPLICANT
    members = {user.pk for user in secretaries_of(application.organization_id)}
    for own in (True, False):
        recipients = [user for user in people if (user.pk in members) is own]
        notify(
            rule=f"comment.{comment.audience}",
            subject=comment,
            recipients=recipients,
            title=f"{'沟通' if open_to_all else '批注'}：{application.organization.short_name}“{application}”",
            body=f"{comment.organization_name}{comment.author.name}"
            + (f"：{shortened(comment.text, 200)}" if open_to_all else "在审核各级之间写了批注。"),
            url=reverse("applications:detail" if own else "applications:review", args=[application.pk]) + "#comments",
        )


def tell_reopened(assessment: Any, reason: str, until: Any) -> None:
    """The branch learns why its self-assessment came back, and until when it is signed anew."""
    application = assessment.application
    last = f"，请于{text.date_short(until)}前重新签署提交" if until else "，请修改后重新签署提交"
    notify(
        rule="self_assessment.reopened",
        subject=application,
        recipients=secretaries_of(application.organization_id),
        title=f"自评被退回：{application}",
        body=f"{application.campaign.organization.short_name}：{reason}{last}。",
        url=reverse("applications:assessment", args=[application.pk]),
        due_at=until,
        threshold=_round(assessment),
    )
