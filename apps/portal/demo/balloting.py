"""Mass surveys by questionnaire: one that has ended with its results, one that runs."""

import datetime as dt
import uuid

from apps.core import clock
from apps.inspections.models import SurveySite
from apps.inspections.services import (
    close_survey,
    count_meeting,
    create_survey,
    give_ballot,
    open_survey,
    type_ballot,
)

from .story import Story
from .world import words

#: Groups with options in turn: what a demonstration's people say.
SAID = {
    "members": ("satisfied", "satisfied", "fairly", "satisfied", "satisfied", "satisfied"),
    "masses": ("satisfied", "fairly", "satisfied", "dissatisfied", "satisfied", "fairly", "satisfied", "unknown"),
    "served": ("satisfied", "satisfied", "fairly", "satisfied", "dissatisfied"),
}
WORDS = (
    "活动多了，希望周末也开放。",
    "窗口服务态度好。",
    "建议增加遮阳棚。",
    "楼道灯修得快。",
    "党员志愿者常来。",
    "停车还是难。",
)


def ask_midway(story: Story) -> None:
    """Half-way through the creation the masses were asked; the results lie open."""
    if story.stage != "creation":
        return
    title = f"{story.campaign.year}年创建中期群众满意度测评"
    first, last = story.world.day(-20), story.world.day(-8)
    with story.world.at(first, 9):
        survey = create_survey(
            actor=story.office, campaign=story.campaign, organization=story.campaign.organization, title=title,
            opens_at=clock.at(first, 9), closes_at=clock.at(last, 18),
        )  # fmt: skip
        open_survey(actor=story.office, survey=survey)
    with story.world.at(story.world.day(-12), 10):
        for number, site in enumerate(_sites(survey.pk)):
            _answer(site, rounds=1 + number % 3, poor=number == 2)
        _meet(story, next(iter(_sites(survey.pk))))
    with story.world.at(last, 18, 1):
        close_survey(actor=None, survey=survey)


def ask_now(story: Story) -> None:
    """In the phase of the mass survey one runs: nobody sees a result yet."""
    if story.stage != "mass_survey":
        return
    first = story.first("mass_survey")
    with story.world.at(first, 9):
        survey = create_survey(
            actor=story.office, campaign=story.campaign, organization=story.campaign.organization,
            title=f"{story.campaign.year}年党群服务示范点群众满意度测评",
            opens_at=clock.at(first, 9), closes_at=clock.at(first + dt.timedelta(days=8), 18),
        )  # fmt: skip
        open_survey(actor=story.office, survey=survey)
    with story.world.at(first + dt.timedelta(days=1), 10):
        for number, site in enumerate(_sites(survey.pk)):
            if number < 2:
                _answer(site, rounds=1)


def _sites(survey: int) -> list[SurveySite]:
    rows = SurveySite.objects.filter(survey=survey).select_related("survey", "application__organization")
    return list(rows.order_by("organization_path", "pk"))


def _answer(site: SurveySite, *, rounds: int, poor: bool = False) -> None:
    asked = [row["code"] for row in site.survey.questions if row["kind"] != "text"]
    number = 0
    for group, options in SAID.items():
        for option in options * rounds:
            number += 1
            said = "dissatisfied" if poor and number % 2 else option
            answers = {code: said if (number + at) % 4 else "satisfied" for at, code in enumerate(asked)}
            answers["overall"] = said
            if number % 3 == 0:
                answers["t1"] = WORDS[number // 3 % len(WORDS)]
            give_ballot(actor=None, site=site, group=group, answers=answers)


def _meet(story: Story, site: SurveySite) -> None:
    """A meeting with paper ballots, and one where more came back than went out."""
    counted_by, supervised_by = words("texts")["survey_counters"]
    told = {"actor": story.office, "site": site, "counted_by": counted_by, "supervised_by": supervised_by}
    day = story.world.day(-12)
    count = count_meeting(**told, group="members", held_on=day, issued=12, received=11, valid=8)
    answers = {row["code"]: "satisfied" for row in site.survey.questions if row["kind"] != "text"}
    typed: list[uuid.UUID] = [type_ballot(actor=story.office, count=count, answers=answers) for _ in range(8)]
    assert len(set(typed)) == len(typed)
    count_meeting(**told, group="served", held_on=day, issued=10, received=11, valid=10)
