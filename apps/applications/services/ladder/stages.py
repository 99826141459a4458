"""Positions of the ladder: opened together, complete when every signature stands, then the next one opens.

Lock order: the application, its steps, then the quotas of the campaign.
"""

from collections.abc import Sequence

from django.db.models import QuerySet

from apps.accounts.choices import Role
from apps.accounts.models import User
from apps.core import clock
from apps.core.states import move
from apps.core.verdicts import SYSTEM, Acting
from apps.organizations.models import Membership
from apps.organizations.queries import holders_of

from ... import notices
from ...choices import StepStatus
from ...models import Application, InterestDeclaration, ReviewDelegation, ReviewStep
from ...queries.route import route_of

SETTLED = (StepStatus.RECOMMENDED, StepStatus.OBJECTED, StepStatus.PASSED_UP)
TO_OPEN = (StepStatus.WAITING, StepStatus.RETURNED)


def steps_at(row: Application, position: int) -> list[ReviewStep]:
    """The steps of a position, the level's own first."""
    steps = list(row.steps.filter(position=position).select_related("organization", "decided_by").order_by("branch"))
    for step in steps:
        step.application = row
    return steps


def pending_steps(row: Application) -> list[ReviewStep]:
    steps = list(row.steps.filter(status=StepStatus.PENDING).select_related("organization", "decided_by"))
    for step in steps:
        step.application = row
    return steps


def open_steps(row: Application) -> list[ReviewStep]:
    """Steps that wait for their office or stand on its waiting list."""
    steps = list(row.steps.filter(status__in=[StepStatus.PENDING, StepStatus.RESERVED]).select_related("organization"))
    for step in steps:
        step.application = row
    return steps


def freeze(row: Application) -> None:
    """Write the route of today down as steps; from now on the tree and the campaign's set-up change nothing."""
    ReviewStep.objects.bulk_create(
        ReviewStep(
            application=row,
            position=stop.position,
            branch=stop.branch,
            kind=stop.kind,
            organization=stop.organization,
            is_final=stop.is_final,
        )
        for stop in route_of(row.campaign, row.organization)
    )


def open_position(row: Application, position: int, acting: Acting) -> list[ReviewStep]:
    """Let every step of a position that is still to sign wait for its office, and tell it."""
    opened = [step for step in steps_at(row, position) if step.status in TO_OPEN]
    for step in opened:
        move(step, "await", acting=acting)
        wait(step)
        notices.tell_office(step)
    for step in opened:
        pass_by_conflict(row, step)
    return opened


def wait(step: ReviewStep) -> None:
    """From now on it lies with its office, unread."""
    step.pending_since, step.opened_at, step.seen_at, step.warned_on = clock.now(), None, None, None
    step.save(update_fields=["pending_since", "opened_at", "seen_at", "warned_on"])


def advance(row: Application, position: int, acting: Acting) -> list[ReviewStep]:
    """Open the next position when this one is complete; the steps that were opened."""
    if any(step.status not in SETTLED for step in steps_at(row, position)):
        return []
    following = row.steps.filter(position__gt=position).order_by("position").values_list("position", flat=True).first()
    return open_position(row, following, acting) if following is not None else []


def take_back(steps: Sequence[ReviewStep], acting: Acting, reason: str) -> None:
    """Steps that were open wait again for what comes before them."""
    for step in steps:
        move(step, "withdraw", acting=acting, reason=reason)
        step.pending_since, step.opened_at, step.warned_on = None, None, None
        step.save(update_fields=["pending_since", "opened_at", "warned_on"])


def pass_up(row: Application, step: ReviewStep, verb: str, acting: Acting, reason: str) -> list[ReviewStep]:
    """The step's office gives no signature; the application goes on to the level above."""
    move(step, verb, acting=acting, reason=reason)
    step.opinion, step.decided_by, step.decided_at = reason, acting.user, clock.now()
    step.save(update_fields=["opinion", "decided_by", "decided_at"])
    return advance(row, step.position, acting)


def free_reviewers(step: ReviewStep) -> QuerySet[User]:
    """Officers of the step's office whom nothing keeps out of this applicant's matters."""
    applicant = step.application.organization_id
    members = Membership.objects.filter(organization=applicant).on(clock.today())
    declared = InterestDeclaration.objects.filter(organization=applicant, ended_at=None)
    holders = holders_of(step.organization_id, Role.OFFICE)
    return holders.exclude(pk__in=declared.values("user")).exclude(pk__in=members.values("user"))


def stands_alone(step: ReviewStep) -> bool:
    """Whether nobody of the step's office may review it, although it has officers."""
    if step.is_final or free_reviewers(step).exists():
        return False
    delegated = ReviewDelegation.objects.filter(organization=step.organization_id).on(clock.today())
    return holders_of(step.organization_id, Role.OFFICE).exists() and not delegated.exists()


def pass_by_conflict(row: Application, step: ReviewStep) -> bool:
    """Where every officer keeps out, the level above reviews. The issuer's own step stays where it is."""
    if not stands_alone(step):
        return False
    pass_up(row, step, "pass_up", SYSTEM, f"{step.organization.short_name}审核人员均须回避，移交上级审核")
    return True
