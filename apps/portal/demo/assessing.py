"""Self-assessments: what facts leave open is answered by the secretary, with evidence, and signed."""

import datetime as dt
from typing import Any

from apps.applications.answers import control_of
from apps.applications.models import Application, Response
from apps.applications.queries import Sheet, sheet_of
from apps.applications.services import (
    GapPlan,
    Opinion,
    answer,
    attach_evidence,
    open_gap,
    save_first_review,
    start_self_assessment,
    submit_self_assessment,
)
from apps.campaigns.services import extend_phase
from apps.core import clock
from apps.standards import engine
from apps.standards.engine.measures.claims import Checklist, Judged

from .papers import paper
from .story import Story
from .world import words

FULL, PART, NONE = "full", "part", "none"
#: How far a self-assessment in the middle of being written has come.
SHARE = 0.6
EVIDENCE = 2


def assess(story: Story) -> None:
    """Everybody whose creation was approved assesses the own work, one a day."""
    if not story.reached("self_assessment"):
        return
    for number, row, application in story.rows():
        mode = row.get("assess", FULL)
        if application.status != "creating" or mode == NONE:
            continue
        with story.world.at(story.first("self_assessment") + dt.timedelta(days=2 + number), 10):
            _extend(story, row)
            _assess(story, row, application, mode)


def _extend(story: Story, row: dict[str, Any]) -> None:
    if "extend" not in row:
        return
    extend_phase(
        actor=story.office,
        phase=story.phases["self_assessment"],
        organization=story.organization(row),
        until=story.world.day(row["extend"]),
        reason=words("texts")["extension"],
    )


def _assess(story: Story, row: dict[str, Any], application: Application, mode: str) -> None:
    secretary = story.secretary(row)
    start_self_assessment(actor=secretary, application=application)
    sheet = sheet_of(Application.objects.get(pk=application.pk))
    assert sheet is not None
    open_ones = [leaf for leaf in sheet.outcome.leaves() if _asks(sheet, leaf)]
    taken = open_ones if mode == FULL else open_ones[: int(len(open_ones) * SHARE)]
    for position, leaf in enumerate(taken):
        _answer(secretary, sheet.responses[leaf.code], leaf, _lacking(row, position))
    _attach(secretary, sheet, row, story)
    if mode == FULL:
        submit_self_assessment(actor=secretary, application=application)
        _first_review(story, row, application)
    else:
        _plan_gaps(secretary, application)


def _first_review(story: Story, row: dict[str, Any], application: Application) -> None:
    """An office of the ladder looks at it on the next day and differs in some leaves."""
    if "first_review" not in row:
        return
    said = words("texts")["first_review"]
    claimed = Response.objects.filter(self_assessment__application=application, verdict="met", criterion__points__gt=0)
    codes = claimed.order_by("criterion__position").values_list("criterion__code", flat=True)[: len(said)]
    opinions = {code: Opinion(verdict="unmet", note=note) for code, note in zip(codes, said, strict=False)}
    with story.world.at(clock.today() + dt.timedelta(days=1), 15):
        save_first_review(
            actor=story.world.office(row["first_review"]), application=application, seen=0, opinions=opinions
        )


def _asks(sheet: Sheet, leaf: engine.Outcome) -> bool:
    """Whether the branch still has to say something."""
    return leaf.code in sheet.responses and not sheet.answered(leaf)


def _lacking(row: dict[str, Any], position: int) -> bool:
    """Every fifth answer admits a gap; a poor site every second, a good one none."""
    every = {"good": 0, "poor": 2}.get(row.get("points", ""), 5)
    return bool(every) and position % every == every - 1


def _answer(secretary: Any, response: Response, leaf: engine.Outcome, lacking: bool) -> None:
    said = words("texts")["claims"]
    assert leaf.criterion is not None
    measure = leaf.criterion.measure
    given: dict[str, Any] = {"value": not lacking, "note": said["stated"]}
    gate = not leaf.criterion.points
    if isinstance(measure, Checklist):
        codes = [member.code for member in measure.members]
        given = {"members": codes[: len(codes) - int(lacking and not gate)], "note": said["checklist"]}
    elif isinstance(measure, Judged):
        given = {
            "value": measure.low + (measure.high - measure.low) * (7 if lacking else 9) / 10,
            "note": said["judged"],
        }
    elif control_of(leaf.criterion) in ("number", "times"):
        given = {"value": 1, "note": said["stated"]}
    elif control_of(leaf.criterion) == "no_entries":
        given["value"] = False  # events are told in their own list
    elif gate:
        given["value"] = True
    answer(actor=secretary, response=response, version=response.version, **given)


def _attach(secretary: Any, sheet: Sheet, row: dict[str, Any], story: Story) -> None:
    """A file where the standard asks for one, and some where it may be given."""
    place, titles = story.organization(row).short_name, words("texts")["evidence"]
    leaves = [outcome.criterion for outcome in sheet.outcome.leaves()]
    wanted = [leaf for leaf in leaves if leaf is not None and leaf.code in sheet.responses]
    required = [leaf for leaf in wanted if leaf.evidence.need == "required"]
    optional = [leaf for leaf in wanted if leaf.evidence.need == "optional"][:EVIDENCE]
    for number, leaf in enumerate([*required, *optional]):
        upload = paper(titles[number % len(titles)], place)
        attach_evidence(actor=secretary, response=sheet.responses[leaf.code], upload=upload, name=upload.name or "")


def _plan_gaps(secretary: Any, application: Application) -> None:
    """Who closes the first gaps, and until when."""
    said = words("texts")["gaps"]
    rows = Response.objects.filter(self_assessment__application=application, verdict__in=["unmet", "partial"])
    rows = rows.select_related("criterion")
    for number, response in enumerate(rows.order_by("criterion__position")[:3]):
        cause, note, measure = said[number % len(said)]
        plan = GapPlan(cause, secretary.name, clock.today() + dt.timedelta(days=20 + 5 * number), note, measure)
        open_gap(actor=secretary, response=response, problem=f"{response.criterion.title}：未达到", plan=plan)
