"""The creation period: reports, money, people, an admonition; what committees file; pairings."""

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

from apps.applications.models import Application, ApplicationPerson
from apps.applications.queries.creation import owed_of
from apps.applications.services import (
    add_application_person,
    add_plan_line,
    answer_admonition,
    comment_report,
    decide_committee_plan,
    grant_funding,
    issue_admonition,
    note_support,
    report_progress,
    save_acceptance,
    save_committee_plan,
    save_report,
    set_budget,
    spend,
    submit_committee_plan,
)
from apps.organizations.services import pair_organizations, plan_pairing_action, record_pairing

from .papers import paper, photo
from .story import Story
from .world import World, words

STAGE = "creation"
STAGE_STATUS = "creating"
#: The last site of the story is the one that lags; the one before it has answered.
LATE = 2


def live(story: Story) -> None:
    """Everything of a creation period that runs today."""
    if story.stage != STAGE:
        return
    plan = words("creating")
    with story.world.at(story.first("creation"), 10):
        set_budget(
            actor=story.office,
            campaign=story.campaign,
            version=0,
            budget=Decimal(plan["budget"]["budget"]),
            ceiling=Decimal(plan["budget"]["ceiling"]),
            note=plan["budget"]["note"],
        )
    _file_plan(story, plan["plan"])
    sites = [
        (number, row, application) for number, row, application in story.rows() if application.status == STAGE_STATUS
    ]
    for number, row, application in sites:
        late = number >= len(sites) - LATE
        _people(story, row, application, plan, number)
        _reports(story, row, application, plan, 1 if late else 99)
        if number < len(plan["grants"]):
            _money(story, row, application, plan, number)
    for number, row, application in sites[:-LATE]:
        _catch_up(story, row, application, number)
    _admonish(story, sites[-LATE:], plan["admonition"])
    _ask(story, sites, plan["acceptance"])


def _people(story: Story, row: dict[str, Any], application: Application, plan: dict[str, Any], number: int) -> None:
    secretary, group = story.secretary(row), None
    with story.world.at(story.first("creation"), 14, number):
        for told in plan["people"]:
            person = add_application_person(
                actor=secretary, application=application, started_on=story.first("creation"), **told
            )
            group = person if told["role"] == "task_force" else group
        for told in plan["members"]:
            _member(secretary, application, group, told, story.first("creation"))


def _member(
    secretary: Any, application: Application, group: ApplicationPerson | None, told: dict[str, Any], day: dt.date
) -> None:
    add_application_person(actor=secretary, application=application, role="member", group=group, started_on=day, **told)


def _reports(story: Story, row: dict[str, Any], application: Application, plan: dict[str, Any], most: int) -> None:
    """What is due by now, on the day before it is due; the first ones only where a site lags."""
    due = [each for each in owed_of(application, story.campaign) if each.due_on < story.world.today]
    for position, owed in enumerate(due[:most]):
        with story.world.at(max(owed.opens_on, owed.due_on - dt.timedelta(days=1)), 16, position):
            report = save_report(
                actor=story.secretary(row),
                application=application,
                kind=owed.kind,
                period=owed.period,
                version=0,
                done=_done(application),
                next_steps=plan["report"]["next_steps"],
                needs=plan["report"]["needs"] if position == 0 else "",
                uploads=[photo("创建现场", str(application.organization.short_name))] if position == 0 else [],
                submit=True,
            )
        with story.world.at(owed.due_on, 10, position):
            comment_report(actor=story.office, report=report, text=plan["comments"][position % len(plan["comments"])])


def _catch_up(story: Story, row: dict[str, Any], application: Application, number: int) -> None:
    """The first site is on plan, the next one a task short of it."""
    tasks = list(application.tasks.all())
    late = [task for task in tasks if task.due_on < story.world.today]
    with story.world.at(-1, 9, number):
        for task in tasks:
            done = 100 if task in late and not (number and task == late[-1]) else 92 - 4 * number
            report_progress(actor=story.secretary(row), task=task, progress=done, note="按计划推进。")


def _done(application: Application) -> str:
    return "\n".join(f"{task.task}：完成 {task.progress}%。" for task in application.tasks.all())


def _money(story: Story, row: dict[str, Any], application: Application, plan: dict[str, Any], number: int) -> None:
    told, day = plan["grants"][number], story.first("creation") + dt.timedelta(days=5)
    with story.world.at(day, 9, number):
        grant_funding(
            actor=story.office,
            application=application,
            amount=Decimal(told["amount"]),
            document_number=plan["document"].format(year=day.year, number=30 + number),
            granted_on=day,
            source=told["source"],
            note="按工作进度分批安排",
        )
    for position, each in enumerate(plan["expenses"][: 3 - number]):
        spent = story.first("creation") + dt.timedelta(days=12 + 9 * position)
        with story.world.at(spent, 15, number):
            spend(
                actor=story.secretary(row),
                application=application,
                key=uuid.uuid5(uuid.NAMESPACE_URL, f"expense/{application.pk}/{position}"),
                spent_on=spent,
                amount=Decimal(each["amount"]),
                use=each["use"],
                payee=each["payee"],
                voucher_number=each["voucher"],
                uploads=[paper(f"{each['use']}发票", str(application.organization.short_name))],
            )
    for position, each in enumerate(plan["supports"][: 2 - number]):
        with story.world.at(day, 16, position):
            note_support(
                actor=story.secretary(row),
                application=application,
                key=uuid.uuid5(uuid.NAMESPACE_URL, f"support/{application.pk}/{position}"),
                partner=each["partner"],
                kind=each["kind"],
                content=each["content"],
                amount=Decimal(each["amount"]) if each["amount"] else None,
                supported_on=day,
            )


def _admonish(story: Story, sites: list[Any], words_: dict[str, str]) -> None:
    """Two sites lag behind: one has answered, the other has not yet."""
    for number, (_, row, application) in enumerate(sites):
        with story.world.at(-4, 10, number):
            made = issue_admonition(
                actor=story.office,
                application=application,
                reason=words_["reason"],
                demand=words_["demand"],
                due_on=story.world.day(3),
            )
        if number == 0:
            with story.world.at(-2, 16):
                answer_admonition(actor=story.secretary(row), admonition=made, text=words_["answer"])


def _file_plan(story: Story, told: dict[str, Any]) -> None:
    """The street committee of the first site filed its plan when the creation began; the district approved it."""
    applications = [application for _, _, application in story.rows()]
    code = _committee_code(story, applications[0])
    actor, committee = story.world.office(code), story.world.organization(code)
    with story.world.at(story.first("creation"), 15):
        plan = save_committee_plan(
            actor=actor,
            campaign=story.campaign,
            organization=committee,
            version=0,
            goals=told["goals"],
            measures=told["measures"],
            funds=Decimal(told["funds"]),
            funds_note=told["funds_note"],
        )
        for each in applications:
            if _committee_code(story, each) == code:
                day = story.world.day(60)
                add_plan_line(actor=actor, plan=plan, organization=each.organization, due_on=day, goal="建成示范点")
        plan.refresh_from_db()
        plan = submit_committee_plan(actor=actor, plan=plan, version=plan.version)
    with story.world.at(story.first("creation") + dt.timedelta(days=3), 10):
        decide_committee_plan(
            actor=story.office, plan=plan, verb="approve", opinion=told["opinion"], version=plan.version
        )


def _committee_code(story: Story, application: Application) -> str:
    """The nearest committee above the site that is not the organizer."""
    above = application.organization.get_ancestors().order_by("-path").exclude(pk=story.campaign.organization_id)
    return str(above[0].code)


def _ask(story: Story, sites: list[Any], told: dict[str, str]) -> None:
    """The committee of the first site asks for the acceptance of its sites that are on plan."""
    code = _committee_code(story, sites[0][2])
    ready = [application for _, _, application in sites[:-LATE] if _committee_code(story, application) == code]
    with story.world.at(-1, 11):
        save_acceptance(
            actor=story.world.office(code),
            campaign=story.campaign,
            organization=story.world.organization(code),
            applications=ready,
            summary=told["summary"],
            wanted_on=story.world.day(20),
            submit=True,
        )


def pair_up(world: World) -> None:
    """Pairings arranged by the district: one lively, one in which nothing has happened for a quarter."""
    actor = world.office("450305")
    for number, told in enumerate(words("creating")["pairings"]):
        began = world.day(-110 - 10 * number)
        with world.at(began, 10):
            row = pair_organizations(
                actor=actor,
                first=world.organization(told["first"]),
                second=world.organization(told["second"]),
                kind=told["kind"],
                title=told["title"],
                goal=told["goal"],
                started_on=began,
                ended_on=began + dt.timedelta(days=365),
            )
        sides = list(row.sides.order_by("position"))
        codes = (told["first"], told["second"])
        for each in told["records"]:
            day = world.day(each["days"])
            with world.at(day, 17):
                record_pairing(
                    actor=world.secretary(codes[each["side"]]),
                    pairing=row,
                    side=sides[each["side"]],
                    held_on=day,
                    title=each["title"],
                    headcount=each["headcount"],
                )
        with world.at(-3, 9):
            for each in told["actions"]:
                plan_pairing_action(actor=actor, pairing=row, title=each["title"], due_on=world.day(each["days"]))
