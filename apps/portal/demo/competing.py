"""择优推荐: offices put their candidates in order, recommend from the top, keep one in reserve; departments countersign."""

import datetime as dt
from typing import Any

from apps.applications.queries import candidates_of
from apps.applications.services import digest_of, rank_candidates

from .applying import resubmit, sign
from .story import Story

RESUBMIT = "resubmit"


def compete(story: Story) -> None:
    """The rounds of a campaign that has them, each office on its day."""
    if "rounds" not in story.plan or not story.reached("review"):
        return
    rows = {row["code"]: (number, row) for number, row, _ in story.rows()}
    for turn, told in enumerate(story.plan["rounds"]):
        day = story.first("review") + dt.timedelta(days=told["day"])
        if "order" in told:
            with story.world.at(day, 9, turn):
                _rank(story, told["by"], told["order"])
        for minute, (code, verb) in enumerate(told["acts"].items()):
            with story.world.at(day, 10, turn + minute):
                _act(story, told["by"], *rows[code], verb)


def _rank(story: Story, code: str, order: list[str]) -> None:
    office = story.world.organization(code)
    candidates = candidates_of(story.campaign, office)
    steps = {step.application.organization.code: step.pk for step in candidates}
    rank_candidates(
        actor=story.world.office(code),
        campaign=story.campaign,
        organization=office,
        order=[steps[each] for each in order],
        seen=digest_of(candidates),
    )


def _act(story: Story, by: str, number: int, row: dict[str, Any], verb: str) -> None:
    application = story.applications[row["code"]]
    application.refresh_from_db()
    if verb == RESUBMIT:
        resubmit(story, row, application)
        return
    steps = application.steps.select_related("organization")
    sign(story, row, application, steps.get(status="pending", organization__code=by), verb, number)
