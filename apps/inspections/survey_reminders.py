"""Mass surveys that open or close soon: the office has them in hand, the sites hang the poster."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from apps.core import clock
from apps.core.addresses import address_of
from apps.core.calendar import office_table
from apps.core.components import text
from apps.reminders.recipients import Offices, secretaries
from apps.reminders.registries import DueNotice, RuleKind, asked, speaks_for
from apps.reminders.rule_book import RuleBook
from apps.reminders.services import subject_of
from apps.reminders.thresholds import horizon, reached

from .choices import SurveyAccess, SurveyStatus
from .models import Survey, SurveySite

OPENING, CLOSING = "survey.opening", "survey.closing"
CALLS = (3, 1, 0)

KINDS = (
    RuleKind(OPENING, "群众测评即将开始", "组织测评的党建办、被测评单位书记", CALLS, ("事项", "截止", "剩余天数")),
    RuleKind(CLOSING, "群众测评即将截止", "组织测评的党建办、被测评单位书记", CALLS, ("事项", "截止", "剩余天数")),
)


@speaks_for(OPENING)
def opening(as_of: dt.datetime) -> Iterator[DueNotice]:
    """Until it opens: print and hang the posters. Four statements."""
    yield from _lines(OPENING, as_of, "opens_at", "开始", "请打印海报，张贴在群众看得到的地方。")


@speaks_for(CLOSING)
def closing(as_of: dt.datetime) -> Iterator[DueNotice]:
    """Before it ends: paper ballots are typed, posters still hang. Four statements."""
    yield from _lines(CLOSING, as_of, "closes_at", "截止", "请提醒群众扫码填写；会议选票请在截止前录入。")


def _lines(rule: str, as_of: dt.datetime, moment: str, verb: str, advice: str) -> Iterator[DueNotice]:
    if asked().everything:  # a summary is owed by nobody
        return
    today, table, book = clock.local(as_of).date(), office_table(), RuleBook()
    span = (as_of, as_of + (horizon(today, (book.longest(rule),)) - today))
    near = Survey.objects.filter(status=SurveyStatus.OPEN, **{f"{moment}__range": span})
    offices, found = Offices(today), list(near.order_by("pk"))
    sites = SurveySite.objects.filter(survey__in=found).order_by("pk")
    rows = list(sites.values_list("survey_id", "pk", "application__organization_id"))
    people = secretaries({organization for _, _, organization in rows}, today) if rows else {}
    for survey in found:
        when = clock.local(getattr(survey, moment))
        topic = f"campaigns.campaign:{survey.campaign_id}"
        threshold = reached(when.date(), today, book.days_before(topic, rule), table)
        if threshold is None:
            continue
        title = f"{survey.title} {text.datetime_cn(when)}{verb}"
        words = {"事项": survey.title, "截止": text.date_short(when), "剩余天数": str((when.date() - today).days)}
        own: dict[str, Any] = {
            "threshold": str(threshold),
            "body": advice,
            "due_at": when,
            "topic": topic,
            "words": words,
        }
        for user in offices.of(survey.organization_path):
            url = address_of("inspections:mass_survey", survey.pk)
            yield DueNotice(
                rule, subject_of(survey), user, title, url=url, organization_id=survey.organization_id, **own
            )
        for survey_id, site, organization in rows if survey.access != SurveyAccess.PAPER else ():
            for user in people.get(organization, ()) if survey_id == survey.pk else ():
                url = address_of("inspections:survey_site", site)
                yield DueNotice(
                    rule, f"inspections.surveysite:{site}", user, title, url=url, organization_id=organization, **own
                )


PROVIDERS = (opening, closing)
