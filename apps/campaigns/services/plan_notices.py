"""Inbox lines about the board: who proposed a year is told what became of it, who is planned is told once it stands."""

from collections.abc import Iterator, Sequence

from django.urls import reverse

from apps.accounts.choices import Role
from apps.accounts.models import User
from apps.core import clock
from apps.organizations.models import Membership
from apps.organizations.queries.people import secretaries_of_many
from apps.reminders.registries import DueNotice
from apps.reminders.services import store, subject_of

from ..models import PlannedYear

RULE = "plan_year"


def tell_decided(actor: User, verb: str, planned: Sequence[PlannedYear]) -> None:
    """Tell of years that one act confirmed or declined. Three statements, however many they are.

    Several that are confirmed at once are one line for each proposer; each that is sent back is a line of its own.
    """
    if not planned:
        return
    offices = _offices_of({each.proposer_id for each in planned})
    notices = _declined(planned, offices) if verb == "decline" else _confirmed(planned, offices)
    store(notice for notice in notices if notice.recipient_id != actor.pk)


def _offices_of(organization_ids: set[int]) -> dict[int, list[int]]:
    held = Membership.objects.filter(organization_id__in=organization_ids, role=Role.OFFICE, user__is_active=True)
    found: dict[int, list[int]] = {}
    for organization_id, user_id in held.on(clock.today()).values_list("organization_id", "user_id"):
        found.setdefault(organization_id, []).append(user_id)
    return found


def _declined(planned: Sequence[PlannedYear], offices: dict[int, list[int]]) -> Iterator[DueNotice]:
    for each in planned:
        for user_id in offices.get(each.proposer_id, ()):
            yield DueNotice(
                rule=f"{RULE}.declined",
                subject=subject_of(each),
                recipient_id=user_id,
                title=f"年度计划被退回：{_words(each)}",
                threshold=f"v{each.version}",
                body=f"{each.programme.name}。退回理由：{each.opinion}。请调整后重新提出。",
                url=reverse("campaigns:plan_organization", args=[each.programme_id, each.organization_id]),
            )


def _confirmed(planned: Sequence[PlannedYear], offices: dict[int, list[int]]) -> Iterator[DueNotice]:
    board = reverse("campaigns:board", args=[planned[0].programme_id])
    name = planned[0].programme.name
    by_proposer: dict[int, list[PlannedYear]] = {}
    for each in planned:
        by_proposer.setdefault(each.proposer_id, []).append(each)
    for proposer_id, years in by_proposer.items():
        title = f"年度计划已确认：{_words(years[0])}" + (f"等 {len(years)} 项" if len(years) > 1 else "")
        for user_id in offices.get(proposer_id, ()):
            body = f"{name}：{'；'.join(_words(each) for each in years[:8])}{'等' if len(years) > 8 else ''}。"
            key = f"v{years[0].version}-{len(years)}"
            yield DueNotice(f"{RULE}.confirmed", subject_of(years[0]), user_id, title, key, body, board)
    secretaries = secretaries_of_many({each.organization_id for each in planned})
    for each in planned:
        for user in secretaries.get(each.organization_id, ()):
            title = f"已列入创建计划图：{each.year}年{each.get_goal_display()}"
            body = (
                f"{name}安排{each.organization.short_name}{each.year}年{each.get_goal_display()}，请对照标准提前准备。"
            )
            yield DueNotice(f"{RULE}.listed", subject_of(each), user.pk, title, f"v{each.version}", body, board)


def _words(planned: PlannedYear) -> str:
    return f"{planned.organization.short_name} {planned.year}年{planned.get_goal_display()}"
