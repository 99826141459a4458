"""The ladder: submitted, reviewed level by level along 隶属关系, approved by the issuing organization.

Lock order: the application, its step, then the quotas of the campaign.
"""

from collections.abc import Sequence

from django.db import transaction

from apps.accounts.models import User
from apps.campaigns.choices import QuotaDimension
from apps.campaigns.models import Quota
from apps.campaigns.services import take_place
from apps.core import clock
from apps.core.exceptions import Invalid, OutOfTurn, QuotaFull
from apps.core.states import move
from apps.core.verdicts import Acting, require
from apps.organizations.models import Organization

from .. import notices, rules
from ..choices import StepStatus
from ..models import Application, ReviewStep
from ..queries.application import MissingItem, ladder_of, missing_items, places_under
from .locks import check_version, locked, pending_step


class IncompleteApplication(Invalid):
    """The application cannot be submitted yet. ``missing`` lists what is lacking."""

    code = "incomplete"

    def __init__(self, missing: Sequence[MissingItem]) -> None:
        labels = "、".join(item.label for item in missing)
        super().__init__(f"申报还差 {len(missing)} 项：{labels}。补齐后方可提交。")
        self.missing = list(missing)


@transaction.atomic
def submit_application(*, actor: User, application: Application, version: int | None = None) -> Application:
    """Hand the application in: the first time to the parent, after a return to the step that returned it.

    Args:
        version: the version that was read, if the submission is to be refused when it changed.

    Raises:
        Refused, OutOfTurn, OutOfPhase: see ``rules.can_submit``.
        IncompleteApplication: something required is missing.
        StaleVersion: somebody saved or submitted in between.
    """
    row = locked(application)
    acting = require(rules.can_submit(actor, row))
    check_version(row, version)
    missing = missing_items(row)
    if missing:
        raise IncompleteApplication(missing)
    move(row, "submit", acting=acting)
    step = _step_to_open(row)
    _await(step, acting)
    row.submitted_at, row.version = clock.now(), row.version + 1
    row.save(update_fields=["submitted_at", "version"])
    notices.tell_office(step)
    return _refreshed(application)


@transaction.atomic
def recommend_application(
    *,
    actor: User,
    application: Application,
    opinion: str = "",
    step: ReviewStep | None = None,
    version: int | None = None,
) -> Application:
    """Recommend at the level whose turn it is; on the final step this approves.

    Args:
        step: the step that the reviewer looked at; refused when it is no longer this one's turn.
        version: the version that the reviewer read.

    Raises:
        Refused, OutOfTurn, OutOfPhase: see ``rules.can_review``.
        StaleVersion: the application was returned and submitted anew in between.
        QuotaFull: the level's quota, or on the final step one of the campaign's, is used up.
    """
    row, now, acting = _turn(actor, application, step, version)
    if not now.is_final:
        _check_share(row, now)
    _decide(now, "recommend", acting, opinion)
    if now.is_final:
        _approve(row, acting, opinion)
    else:
        move(row, "recommend", acting=acting, reason=opinion)
        _pass_on(row, now, acting)
    return _refreshed(application)


@transaction.atomic
def return_application(
    *,
    actor: User,
    application: Application,
    opinion: str,
    step: ReviewStep | None = None,
    version: int | None = None,
) -> Application:
    """Send it back to the applicant with reasons; submitted anew it comes back to this step.

    Raises:
        Invalid: without an opinion; otherwise as ``recommend_application``.
    """
    row, now, acting = _turn(actor, application, step, version)
    _decide(now, "return", acting, opinion)
    move(row, "return", acting=acting, reason=opinion)
    notices.tell_secretary(row, "returned", now, opinion)
    return _refreshed(application)


@transaction.atomic
def reject_application(
    *,
    actor: User,
    application: Application,
    opinion: str,
    step: ReviewStep | None = None,
    version: int | None = None,
) -> Application:
    """Refuse it for good, with reasons.

    Raises:
        Invalid: without an opinion; otherwise as ``recommend_application``.
    """
    row, now, acting = _turn(actor, application, step, version)
    _decide(now, "reject", acting, opinion)
    move(row, "reject", acting=acting, reason=opinion)
    notices.tell_secretary(row, "rejected", now, opinion)
    return _refreshed(application)


@transaction.atomic
def withdraw_application(*, actor: User, application: Application, reason: str) -> Application:
    """The applicant takes it back before approval, with a reason. It cannot be taken up again.

    Raises:
        Refused, OutOfTurn: see ``rules.can_withdraw``.
        Invalid: without a reason.
    """
    row = locked(application)
    acting = require(rules.can_withdraw(actor, row))
    move(row, "withdraw", acting=acting, reason=reason)
    step = pending_step(row)
    if step is not None:
        move(step, "withdraw", acting=acting, reason=reason)
    return _refreshed(application)


def _turn(
    actor: User, application: Application, seen: ReviewStep | None, version: int | None
) -> tuple[Application, ReviewStep, Acting]:
    """Lock the application and find whose turn it is; refuse everybody else with the reason."""
    row = locked(application)
    now = pending_step(row)
    if now is None or (seen is not None and seen.pk != now.pk):
        now = _fresh(seen) if seen is not None else _last(row)
    elif seen is None and not rules.can_review(actor, now):
        now = _own_decided(actor, row) or now
    now.application = row
    acting = require(rules.can_review(actor, now))
    check_version(row, version)
    return row, now, acting


def _fresh(step: ReviewStep) -> ReviewStep:
    return ReviewStep.objects.select_related("organization", "decided_by").get(pk=step.pk)


def _last(application: Application) -> ReviewStep:
    decided = application.steps.exclude(decided_at=None).select_related("organization", "decided_by")
    step = decided.order_by("decided_at").last() or application.steps.select_related("organization").first()
    if step is None:
        raise OutOfTurn(f"“{application}”尚未提交，不能审核。")
    return step


def _own_decided(actor: User, application: Application) -> ReviewStep | None:
    """A step of the actor's own office that a colleague has already decided."""
    decided = application.steps.exclude(decided_at=None).select_related("organization", "decided_by")
    for step in decided.order_by("-position"):
        step.application = application
        if rules.reviews_for(actor, step):
            return step
    return None


def _decide(step: ReviewStep, verb: str, acting: Acting, opinion: str) -> None:
    move(step, verb, acting=acting, reason=opinion)
    step.opinion, step.decided_by, step.decided_at = opinion.strip(), acting.user, clock.now()
    step.clean_fields(exclude={field.name for field in step._meta.fields} - {"opinion"})
    step.save(update_fields=["opinion", "decided_by", "decided_at"])


def _approve(row: Application, acting: Acting, opinion: str) -> None:
    take_place(row.campaign, row.organization)
    move(row, "approve", acting=acting, reason=opinion)
    row.approved_at = clock.now()
    row.save(update_fields=["approved_at"])
    notices.tell_secretary(row, "approved", None, opinion)


def _pass_on(row: Application, step: ReviewStep, acting: Acting) -> None:
    following = row.steps.select_related("organization").get(position=step.position + 1)
    following.application = row
    _await(following, acting)
    notices.tell_office(following)


def _await(step: ReviewStep, acting: Acting) -> None:
    move(step, "await", acting=acting)
    step.pending_since = clock.now()
    step.save(update_fields=["pending_since"])


def _step_to_open(row: Application) -> ReviewStep:
    """The step that returned the application, or the first one of a ladder frozen now."""
    returned = row.steps.filter(status=StepStatus.RETURNED).select_related("organization").first()
    if returned is None:
        returned = _build(row)
    returned.application = row
    return returned


def _build(row: Application) -> ReviewStep:
    route: list[Organization] = ladder_of(row.campaign, row.organization)
    steps = [
        ReviewStep(application=row, position=number, organization=office, is_final=number == len(route))
        for number, office in enumerate(route, start=1)
    ]
    return ReviewStep.objects.bulk_create(steps)[0]


def _check_share(row: Application, step: ReviewStep) -> None:
    """A level with a quota recommends no more than it may: those it recommended and that still stand count."""
    own = Quota.objects.filter(campaign=row.campaign, dimension=QuotaDimension.PARENT, organization=step.organization)
    quota = own.select_for_update(of=("self",)).first()
    if quota is not None and places_under(row.campaign, step.organization) >= quota.limit:
        name = step.organization.short_name
        raise QuotaFull(f"“{name}”名额 {quota.limit} 个已全部推荐，名额是上限，不能再推荐。")


def _refreshed(application: Application) -> Application:
    application.refresh_from_db()
    return application
