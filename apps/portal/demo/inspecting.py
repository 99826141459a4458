"""Inspections: rounds, visits with results, photos and findings, rectifications, and the masses' survey."""

import datetime as dt
import json
from typing import Any

from apps.accounts.models import User
from apps.applications.models import Application
from apps.core import clock
from apps.core.quarters import quarter_of
from apps.inspections.models import Finding, Round, Visit
from apps.inspections.queries import content_of, sections_of
from apps.inspections.queries.committees import committees_for
from apps.inspections.queries.draws import applications_drawn
from apps.inspections.queries.sent import read_sent
from apps.inspections.queries.visits import Clause
from apps.inspections.services import (
    add_finding,
    add_photo,
    answer_finding,
    assign_visit,
    commit_draw,
    draw_lot,
    note_absence,
    plan_guidance,
    plan_round,
    plan_visits,
    receive_record,
    record_survey,
    record_visit,
    save_checks,
    save_result,
    send_back_finding,
    start_visit,
    tell_sites,
    verify_finding,
)
from apps.standards.choices import StandardKind
from apps.standards.engine.measures.claims import Checklist, Judged, YesNo

from .papers import photo
from .rectifying import ask_and_escalate, close_with_bulletin, tell_findings
from .story import Story
from .world import words

#: Leaves that a team verifies on site in a demonstration visit.
VERIFIED = 6
METHODS = ("documents", "on_site", "talks")


def steer(story: Story) -> None:
    """The quarter's inspection while sites build themselves up, where the plan has visits."""
    if story.stage == "creation":
        _round(story, "quarterly", "创建情况督查", story.world.day(-9), story.world.day(12))
        _lot(story)
        _tour(story)
        _guide(story)
        _again(story)
        _committees(story)


def accept(story: Story) -> None:
    """The acceptance of everybody who has assessed the own work."""
    if story.reached("inspection"):
        first = story.first("inspection")
        round_ = _round(story, "acceptance", "考核验收", first, first + dt.timedelta(days=25))
        if story.stage == "closed":
            close_with_bulletin(story, round_, issue=True)


def _again(story: Story) -> None:
    """A random check of one site soon after: what was found before is found once more."""
    for number, row, application in story.rows():
        if "again" in row and application.status == "creating":
            day = story.world.day(row["again"]["days"])
            with story.world.at(day, 7, 40):
                round_ = plan_round(
                    actor=story.office,
                    campaign=story.campaign,
                    organization=story.campaign.organization,
                    kind="random",
                    name=f"{story.campaign.year}年{quarter_of(day).name}随机抽查",
                    starts_on=day,
                    ends_on=day + dt.timedelta(days=5),
                )
                again = {**row, "inspect": row["again"]}
                _, visit = _assign(story, round_, number, again, application)
            _visit(story, again, visit, number)
            close_with_bulletin(story, round_, issue=False)


def _round(story: Story, kind: str, label: str, first: dt.date, last: dt.date) -> Round:
    with story.world.at(first, 8, 30):
        round_ = plan_round(
            actor=story.office,
            campaign=story.campaign,
            organization=story.campaign.organization,
            kind=kind,
            name=f"{story.campaign.year}年{quarter_of(first).name}{label}",
            starts_on=first,
            ends_on=last,
        )
        visits = [_assign(story, round_, number, row, application) for number, row, application in _inspected(story)]
    for number, (row, visit) in enumerate(sorted(visits, key=lambda found: found[1].scheduled_on)):
        if visit.scheduled_on < story.world.today:
            _visit(story, row, visit, number)
    return round_


def _lot(story: Story) -> None:
    """A random check told in advance: published, drawn before a supervisor, planned with days and routes."""
    _, supervised_by = words("texts")["survey_counters"]
    with story.world.at(story.world.day(-3), 9):
        round_ = _planned(story, "random", "随机抽查", story.world.day(1), story.world.day(18), unannounced=False)
        draw = commit_draw(
            actor=story.office, round=round_, kind="sites", count=2, planned_for=clock.now(), place="三楼会议室"
        )
    with story.world.at(story.world.day(-2), 15):
        draw_lot(actor=story.office, draw=draw, supervised_by=supervised_by, spoken="6174")
        _plan(story, round_, list(applications_drawn(draw)))


def _tour(story: Story) -> None:
    """A tour of all sites along the belt, each juror scoring alone."""
    with story.world.at(story.world.day(-2), 16):
        round_ = _planned(story, "tour", "观摩评审", story.world.day(14), story.world.day(18))
        _plan(story, round_, [application for _, _, application in _inspected(story)])
        tell_sites(actor=story.office, round=round_)


def _guide(story: Story) -> None:
    """One visit of guidance, outside the quarter's plan."""
    found = _inspected(story)
    with story.world.at(story.world.day(-1), 10):
        plan_guidance(
            actor=story.office, application=found[0][2], organization=story.campaign.organization,
            scheduled_on=story.world.day(2), inspectors=[story.world.people["inspector2"]],
        )  # fmt: skip


def _committees(story: Story) -> None:
    """分级督查: committees are inspected as such, one already; an inspector will be away for some days."""
    people, today = story.world.people, story.world.today
    with story.world.at(story.world.day(-6), 10):
        round_ = _planned(story, "guidance", "分级督查", story.world.day(-5), story.world.day(12))
        shown = set(people["township"].memberships.values_list("organization_id", flat=True))
        places = sorted(
            (row.place for row in committees_for(round_) if row.sites), key=lambda each: each.pk not in shown
        )
        visits = [
            assign_visit(
                actor=story.office, round=round_, committee=place, scheduled_on=story.world.day(days),
                inspectors=[people["inspector2"]],
            )
            for place, days in zip(places, (-4, 7), strict=False)
        ]  # fmt: skip
    for visit in visits:
        if visit.scheduled_on < today:
            _look_at_committee(story, visit)
    with story.world.at(story.world.day(-1), 17):
        away = people["inspector3"]
        first, last = story.world.day(2), story.world.day(4)
        note_absence(actor=away, person=away, starts_on=first, ends_on=last, kind="away", note="参加业务培训")


def _look_at_committee(story: Story, visit: Visit) -> None:
    inspector = story.world.people["inspector2"]
    with story.world.at(visit.scheduled_on, 9, 30):
        start_visit(actor=inspector, visit=visit)
        asked = list(visit.questions)
        told = {row.pk: ("pass", "") for row in asked} | {asked[1].pk: ("fail", "第二季度没有检查记录。")}
        save_checks(actor=inspector, visit=visit, told=told)
        add_finding(
            actor=inspector, visit=visit, description="未按季度检查所属单位，检查记录不全",
            demand="补查所属单位，逐家留存记录", severity="major",
        )  # fmt: skip
        record_visit(
            actor=inspector, visit=visit, methods=["documents", "talks"],
            summary="研究部署及时，责任到人；对所属单位的检查没有做到每季度一次。",
        )  # fmt: skip


def _planned(story: Story, kind: str, label: str, first: dt.date, last: dt.date, **fields: Any) -> Round:
    return plan_round(
        actor=story.office, campaign=story.campaign, organization=story.campaign.organization, kind=kind,
        name=f"{quarter_of(first).label}{label}", starts_on=first, ends_on=last, **fields,
    )  # fmt: skip


def _plan(story: Story, round_: Round, applications: list[Application]) -> None:
    people = story.world.people
    team = [people["inspector2"], people["inspector3"]]
    plan_visits(actor=story.office, round=round_, applications=applications, inspectors=team, team_size=2, per_day=3)


def _inspected(story: Story) -> list[tuple[int, dict[str, Any], Application]]:
    wanted = ("creating", "awaiting_inspection")
    return [found for found in story.rows() if found[2].status in wanted]


def _assign(
    story: Story, round_: Round, number: int, row: dict[str, Any], application: Application
) -> tuple[dict[str, Any], Visit]:
    plan = row.get("inspect", {})
    day = story.world.day(plan["days"]) if "days" in plan else round_.starts_on + dt.timedelta(days=3 + number)
    people = story.world.people
    team = [people["inspector"], people["inspector2" if number % 2 else "inspector3"]]
    visit = assign_visit(actor=story.office, round=round_, application=application, scheduled_on=day, inspectors=team)
    return row, visit


def _visit(story: Story, row: dict[str, Any], visit: Visit, number: int) -> None:
    inspector, texts = story.world.people["inspector"], words("texts")
    found = []
    with story.world.at(visit.scheduled_on, 9, 10):
        start_visit(actor=inspector, visit=visit)
        visit.refresh_from_db()
        _verify_leaves(inspector, visit, poor=row.get("points") == "poor")
        for title in texts["photos"][: 1 + number % 2]:
            upload = photo(title, visit.organization.short_name)
            add_photo(actor=inspector, visit=visit, upload=upload, name=upload.name or "")
        for plan in row.get("inspect", {}).get("findings", ()):
            found.append((plan, _find(story, inspector, visit, plan)))
    with story.world.at(visit.scheduled_on, 11, 40):
        record_visit(
            actor=inspector,
            visit=visit,
            methods=METHODS[: 2 + number % 2],
            summary=texts["summaries"][number % len(texts["summaries"])],
            counterpart=texts["counterpart"],
            highlights=texts["highlights"],
        )
    tell_findings(story, row, visit, found)
    if number == 0 and story.stage == "creation":
        _second_record(story, visit)
    for plan, finding in found:
        _rectify(story, row, plan, finding)
        ask_and_escalate(story, row, plan, finding)


def _second_record(story: Story, visit: Visit) -> None:
    """A colleague of the team had filled in the same visit on a phone without network; it arrives in the evening."""
    member = visit.members.exclude(user=story.world.people["inspector"]).order_by("pk").first()
    if member is None:
        return
    second = member.user
    visit = Visit.objects.select_related("round", "organization").get(pk=visit.pk)
    told = content_of(visit) | {"user": second.pk, "device": "安卓手机", "summary": words("texts")["second_summary"]}
    results = told["results"]
    told["results"] = [*results[:-1], results[-1] | {"verdict": "fail", "note": words("texts")["verdicts"]["failed"]}]
    told["findings"], told["photos"] = [], []
    sent = read_sent(json.dumps(told, ensure_ascii=False).encode())
    with story.world.at(visit.scheduled_on, 19, 5):
        receive_record(actor=second, author=second, visit=visit, sent=sent)


def _verify_leaves(inspector: User, visit: Visit, *, poor: bool) -> None:
    """Some leaves that a team can judge on the spot; all of them where everything is mandatory."""
    texts = words("texts")["verdicts"]
    for number, clause in enumerate(_verifiable(visit)):
        met = not (poor and number % 3 == 2)
        measure = clause.leaf.measure
        value = measure.high * (9 if met else 5) / 10 if isinstance(measure, Judged) else None
        save_result(
            actor=inspector,
            visit=visit,
            criterion=clause.criterion,
            verdict="pass" if met else "fail",
            value=value,
            note=texts["met" if met else "failed"],
        )


def _verifiable(visit: Visit) -> list[Clause]:
    clauses = [clause for section in sections_of(visit) for clause in section.clauses]
    assert visit.application is not None
    if visit.application.standard_version.kind == StandardKind.GATE:
        return clauses
    judged = [clause for clause in clauses if isinstance(clause.leaf.measure, Judged)]
    plain = [clause for clause in clauses if isinstance(clause.leaf.measure, YesNo | Checklist)]
    return [*judged, *plain][:VERIFIED]


def _find(story: Story, inspector: User, visit: Visit, plan: dict[str, Any]) -> Finding:
    text = words("texts")["findings"][plan["key"]]
    return add_finding(actor=inspector, visit=visit, due_on=story.world.day(plan["due"]), **text)


def _rectify(story: Story, row: dict[str, Any], plan: dict[str, Any], finding: Finding) -> None:
    """What became of a finding: answered, verified or sent back, two days apart."""
    texts = words("texts")
    day = finding.visit.scheduled_on
    for turn, verb in enumerate(plan.get("then", ()), 1):
        with story.world.at(day + dt.timedelta(days=2 * turn), 15, 20):
            if verb == "answer":
                uploads = [photo("整改后现场", story.organization(row).short_name)]
                text = texts["answers"][plan["key"]]
                answer_finding(actor=story.secretary(row), finding=finding, text=text, uploads=uploads)
            else:
                check = verify_finding if verb == "verify" else send_back_finding
                opinion = texts["opinions_on_findings"][verb]
                check(actor=story.world.people["inspector"], finding=finding, opinion=opinion)


def survey(story: Story) -> None:
    """Ballots counted on paper, typed in by the organizer's office."""
    if not story.reached("mass_survey"):
        return
    counted_by, supervised_by = words("texts")["survey_counters"]
    first = story.first("mass_survey")
    for number, row, application in story.rows():
        counts = row.get("survey", [100, 84, 10, 3])
        if counts is None or application.status != "inspected":
            continue
        issued, satisfied, fairly, dissatisfied = counts
        with story.world.at(first + dt.timedelta(days=1 + number), 16):
            record_survey(
                actor=story.office,
                application=application,
                held_on=clock.today(),
                issued=issued,
                satisfied=satisfied,
                fairly_satisfied=fairly,
                dissatisfied=dissatisfied,
                counted_by=counted_by,
                supervised_by=supervised_by,
            )
