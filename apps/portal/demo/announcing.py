"""What the organizers of running campaigns announce, who has read it and who comes; a task for a department."""

import datetime as dt
from typing import Any

from apps.campaigns.models import Announcement, Campaign
from apps.campaigns.services import (
    acknowledge_work_line,
    draft_announcement,
    issue_announcement,
    note_read,
    reply_announcement,
    update_work_line,
)
from apps.core import clock

from .world import World, words


def announce(world: World) -> None:
    """A notice of last week, a meeting of next week, and two work lines given to offices below the organizer."""
    for number, campaign in enumerate(world.campaigns.values()):
        campaign.refresh_from_db()
        if campaign.status == "open":
            _give_lines(world, campaign)
            _notice(world, campaign)
            _meeting(world, campaign, number)


def _issue(world: World, campaign: Campaign, day: int, **fields: Any) -> Announcement:
    office = campaign.created_by
    with world.at(day, 9, 30):
        row = draft_announcement(actor=office, campaign=campaign, **fields)
        issue_announcement(actor=office, announcement=row, version=row.version)
    return row


def _notice(world: World, campaign: Campaign) -> None:
    """Read by two of three."""
    row = _issue(world, campaign, -6, kind="notice", **words("texts")["announcements"]["notice"])
    for number, receipt in enumerate(row.receipts.select_related("user")):
        if number % 3:
            with world.at(-5, 10, number % 60):
                note_read(actor=receipt.user, announcement=row)


def _meeting(world: World, campaign: Campaign, number: int) -> None:
    """Every other one has replied. Who is asked to several meetings can go to each."""
    plan = words("texts")["announcements"]
    starts = clock.at(world.day(7 + number // 2), 15 if number % 2 else 9)
    row = _issue(
        world, campaign, -2, kind="meeting", needs_reply=True, reply_by=world.day(4), starts_at=starts,
        ends_at=starts + dt.timedelta(hours=2), **plan["meeting"],
    )  # fmt: skip
    for place, receipt in enumerate(row.receipts.select_related("user")):
        if place % 2:
            with world.at(-1, 15, place % 60):
                said = plan["replies"][place // 2 % len(plan["replies"])]
                reply_announcement(actor=receipt.user, announcement=row, **said)


def _give_lines(world: World, campaign: Campaign) -> None:
    """The first lines go to offices below: one confirms, the other has not yet."""
    below = [user for user in world.offices.items() if _is_below(world, user[0], campaign)][:2]
    lines = list(campaign.work_lines.all())
    for number, ((code, office), line) in enumerate(zip(below, lines, strict=False)):
        with world.at(-4, 14):
            line = update_work_line(
                actor=campaign.created_by, line=line, version=line.version, organization=world.organization(code)
            )
        if not number:
            with world.at(-3, 9):
                acknowledge_work_line(actor=office, line=line)


def _is_below(world: World, code: str, campaign: Campaign) -> bool:
    path = world.organization(code).path
    return path.startswith(campaign.scope_path) and path != campaign.organization_path
