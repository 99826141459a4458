"""Applications: written, submitted, reviewed level by level, and the progress of their plans."""

import datetime as dt
from typing import Any

from apps.accounts.models import User
from apps.applications.models import Application, ReviewStep
from apps.applications.parts import lines_of, parts_of
from apps.applications.queries import returnable
from apps.applications.services import (
    TickedItem,
    add_comment,
    add_line,
    check_baseline,
    name_causes,
    object_to_application,
    recommend_application,
    reject_application,
    report_progress,
    reserve_application,
    return_application,
    save_application,
    save_task,
    start_application,
    submit_application,
    withdraw_application,
)
from apps.core import clock
from apps.standards.themes import guide_for

from .story import Story
from .world import words

DRAFT, WITHDRAW = "draft", "withdraw"
OTHERWISE = {"reserve": reserve_application, "object": object_to_application}


def apply(story: Story) -> None:
    """Everybody applies in the first days of the phase, one a day."""
    if not story.reached("application"):
        return
    for number, row in enumerate(story.plan["applicants"]):
        with story.world.at(story.first("application") + dt.timedelta(days=1 + number * 2), 10):
            story.applications[row["code"]] = _apply(story, row)


def _apply(story: Story, row: dict[str, Any]) -> Application:
    secretary, organization = story.secretary(row), story.organization(row)
    application = start_application(actor=secretary, campaign=story.campaign, organization=organization)
    text = words("texts")["applications"][organization.sector]
    filled = {name: value.format(members=86) for name, value in text.items()}
    if row.get("ladder") == DRAFT:
        fields = {"title": row["title"], "summary": filled["summary"]}
        return save_application(actor=secretary, application=application, version=application.version, **fields)
    save_application(
        actor=secretary, application=application, version=application.version, **_form(row, filled, organization.sector)
    )
    for task in words("texts")["tasks"]:
        save_task(
            actor=secretary,
            application=application,
            task=task["task"],
            measure=task["measure"],
            responsible=secretary.name,
            due_on=clock.today() + dt.timedelta(days=task["days"] + 30),
        )
    _tables(secretary, application)
    submit_application(actor=secretary, application=application)
    if row.get("ladder") == WITHDRAW:
        with story.world.at(clock.today() + dt.timedelta(days=3), 16):
            withdraw_application(actor=secretary, application=application, reason=_opinion("withdraw"))
    return application


def _tables(secretary: User, application: Application) -> None:
    """What the campaign asks beside the fields: the gaps before the plan, partners, funding items."""
    asked = {part.key for part in parts_of(application.campaign)}
    if "baseline" in asked:
        check_baseline(actor=secretary, application=application)
        name_causes(actor=secretary, application=application, cause=words("texts")["cause"])
    for kind, rows in words("texts")["tables"].items():
        if kind in {each.key for each in lines_of(application.campaign)}:
            for row in rows:
                add_line(actor=secretary, application=application, kind=kind, **row)


def _form(row: dict[str, Any], text: dict[str, str], sector: str) -> dict[str, Any]:
    exemplar, guide = row.get("exemplar", "new"), guide_for("", sector)
    return {
        **text,
        "title": row["title"],
        "exemplar": exemplar,
        # As many as the title is long, so that they differ.
        "carriers": [carrier.code for carrier in guide.carriers[: 1 + len(row["title"]) % 3]] if guide else [],
        "narrative": words("texts")["narrative"],
        **words("texts")["exemplars"][exemplar],
        **words("texts")["brand"],
    }


def review(story: Story) -> None:
    """The ladder as the plan says; without a word every level recommends."""
    if not story.reached("review") or "rounds" in story.plan:
        return
    for number, row, application in story.rows():
        steps = application.steps.count()
        for turn, verb in enumerate(row.get("ladder", ["recommend"] * steps)):
            with story.world.at(story.first("review") + dt.timedelta(days=1 + turn * 2), 9, number * 5):
                _review(story, row, application, verb, number)


def _review(story: Story, row: dict[str, Any], application: Application, verb: str, number: int) -> None:
    if verb == "resubmit":
        resubmit(story, row, application)
        return
    step = application.steps.select_related("organization").get(status="pending")
    sign(story, row, application, step, verb, number)


def resubmit(story: Story, row: dict[str, Any], application: Application) -> None:
    secretary, fields = story.secretary(row), words("texts")["resubmit"]
    save_application(actor=secretary, application=application, version=application.version, **fields)
    submit_application(actor=secretary, application=application)


def sign(story: Story, row: dict[str, Any], application: Application, step: ReviewStep, verb: str, number: int) -> None:
    """What the step's office decides, in its words."""
    reviewer = story.world.office(step.organization.code)
    if verb == "return":
        known = {(each.kind, each.key) for each in returnable(application)}
        ticked = [TickedItem(*line) for line in words("texts")["opinions"]["ticked"]]
        items = [item for item in ticked if (item.kind, item.key) in known]
        return_application(actor=reviewer, application=application, opinion=_opinion("return"), items=items, step=step)
        add_comment(actor=reviewer, application=application, audience="applicant", text=_opinion("asked"))
    elif verb == "reject":
        opinion = _opinion(row.get("opinion", "reject"))
        reject_application(actor=reviewer, application=application, opinion=opinion, step=step)
    elif verb in OTHERWISE:
        OTHERWISE[verb](actor=reviewer, application=application, opinion=_opinion(verb), step=step)
    else:
        opinion = _agreed(step, number)
        recommend_application(actor=reviewer, application=application, opinion=opinion, step=step)
        if step.position == 1:
            add_comment(actor=reviewer, application=application, audience="levels", text=_opinion("between"))


def _agreed(step: ReviewStep, number: int) -> str:
    if step.kind == "countersign":
        return _opinion("countersign")
    opinions = words("texts")["opinions"]["recommend"]
    return _opinion("approve") if step.is_final else str(opinions[number % len(opinions)])


def report(story: Story) -> None:
    """Progress of the plans, a month into the creation."""
    if not story.reached("creation"):
        return
    day = min(story.first("creation") + dt.timedelta(days=32), story.world.day(-2))
    for number, row, application in story.rows():
        if application.status != "creating":
            continue
        with story.world.at(day, 11, number * 4):
            for task, line in zip(words("texts")["tasks"], application.tasks.all(), strict=True):
                progress = max(0, task["progress"] - 10 * number)
                report_progress(actor=story.secretary(row), task=line, progress=progress, note=task["note"])


def _opinion(name: str) -> str:
    return str(words("texts")["opinions"][name])
