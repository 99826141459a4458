"""From a finding to its end: notices signed for, plans, extensions and disputes, letters, a repeated finding, bulletins."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from apps.core import clock
from apps.inspections.deadlines import LETTER_DAYS
from apps.inspections.finding_rules import LADDER
from apps.inspections.models import Finding, Round, Visit
from apps.inspections.services import (
    ask_extension,
    decide_request,
    dispute_finding,
    draft_bulletin,
    file_plan,
    follow_findings,
    issue_bulletin,
    issue_letter,
    issue_notice,
    sign_notice,
)

from .story import Story
from .world import words

Found = Sequence[tuple[dict[str, Any], Finding]]


def tell_findings(story: Story, row: dict[str, Any], visit: Visit, found: Found) -> None:
    """The notice of the visit the day after, signed for and planned where the site is quick."""
    day, texts = visit.scheduled_on + dt.timedelta(days=1), words("texts")["rectifying"]
    if not found or day > story.world.today:
        return
    with story.world.at(day, 9, 30):
        visit.refresh_from_db()
        notice = issue_notice(actor=story.office, visit=visit)
    if row.get("inspect", {}).get("unsigned"):
        return
    secretary = story.secretary(row)
    with story.world.at(day, 16):
        sign_notice(actor=secretary, notice=notice)
        for _, finding in found:
            finding.refresh_from_db()
            file_plan(
                actor=secretary,
                finding=finding,
                measure=texts["measure"],
                responsible=texts["responsible"],
                promised_on=max(finding.due_on - dt.timedelta(days=1), clock.today()),
            )


def ask_and_escalate(story: Story, row: dict[str, Any], plan: dict[str, Any], finding: Finding) -> None:
    """What the plan says of the finding: ``extend``, ``dispute``, ``key_from``, ``letters``."""
    texts = words("texts")["rectifying"]
    if "extend" in plan:
        with story.world.at(plan["asked"], 10):
            until = story.world.day(plan["extend"])
            asked = ask_extension(
                actor=story.secretary(row), finding=finding, reason=texts["extension"], new_due_on=until
            )
        with story.world.at(plan["asked"] + 1, 9):
            decide_request(actor=story.office, asked=asked, accepted=True, opinion=texts["agreed"])
    if "dispute" in plan:
        with story.world.at(plan["asked"], 11):
            asked = dispute_finding(actor=story.secretary(row), finding=finding, reason=texts["dispute"])
        if plan["dispute"] == "accepted":
            with story.world.at(plan["asked"] + 1, 10):
                decide_request(actor=story.office, asked=asked, accepted=True, opinion=texts["upheld"])
    if "key_from" in plan:
        with story.world.at(plan["key_from"], 8, 50):
            follow_findings(actor=story.office, findings=[finding], key=True)
    for number, day in enumerate(plan.get("letters", ())):
        following = plan["letters"][number + 1 : number + 2]
        with story.world.at(day, 9, 15):
            due_on = story.world.day(following[0] - 1) if following else clock.today() + dt.timedelta(days=LETTER_DAYS)
            issue_letter(actor=story.office, finding=finding, rung=LADDER[number], text=texts["letter"], due_on=due_on)


def close_with_bulletin(story: Story, round_: Round, *, issue: bool) -> None:
    """Once every visit was handed in, the round's bulletin; issued, or left to be edited."""
    last = round_.visits.live().order_by("scheduled_on").last()
    if last is None or round_.visits.open().exists():
        return
    day = min(last.scheduled_on + dt.timedelta(days=3), story.world.today)
    with story.world.at(day, 15, 40):
        bulletin = draft_bulletin(actor=story.office, round=round_)
    if issue and day < story.world.today:
        with story.world.at(day + dt.timedelta(days=1), 10):
            issue_bulletin(actor=story.office, bulletin=bulletin, version=bulletin.version)
