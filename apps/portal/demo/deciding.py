"""From the ranking to the plaque: scores, proposals, notices with objections, naming, closing."""

import datetime as dt

from django.utils import timezone

from apps.branding.services import name_applications
from apps.campaigns.services import close_campaign
from apps.core import clock
from apps.core.calendar import add_working_days
from apps.evaluations.models import Evaluation, PublicNotice
from apps.evaluations.services import (
    answer_objection,
    close_notice,
    compute_evaluations,
    decide,
    draft_notice,
    publish_notice,
    raise_objection,
    record_veto,
)

from .story import Story
from .world import words

PROPOSED, DECLINED = "proposed", "not_proposed"
REASON = "总分和群众满意度符合要求，在名额以内。"


def score(story: Story) -> None:
    """Scores combined on the second day of the phase; proposals only where the notice has begun."""
    if not story.reached("assessment"):
        return
    with story.world.at(story.first("assessment") + dt.timedelta(days=1), 9):
        compute_evaluations(actor=story.office, campaign=story.campaign)
    _veto(story)
    if not story.begun("notice"):
        return
    for batch in _batches(story):
        with story.world.at(story.first("assessment") + dt.timedelta(days=2 + batch), 14):
            _propose(story, batch)
            _draft(story)


def _veto(story: Story) -> None:
    for _, row, application in story.rows():
        if row.get("veto"):
            day = story.first("assessment") + dt.timedelta(days=1)
            with story.world.at(day, 16):
                evaluation = Evaluation.objects.get(application=application)
                found = {**words("texts")["star_rating_veto"], "decided_on": day - dt.timedelta(days=30)}
                record_veto(actor=story.office, evaluation=evaluation, **found)


def _batches(story: Story) -> list[int]:
    return sorted({row.get("batch", 1) for row in story.plan["applicants"]})


def _propose(story: Story, batch: int) -> None:
    for _, row, application in story.rows():
        if row.get("batch", 1) != batch or application.status != "scored":
            continue
        evaluation = Evaluation.objects.get(application=application)
        decision = row.get("decision", PROPOSED)
        reason = words("texts")["decisions"][DECLINED] if decision == DECLINED else REASON
        decide(actor=story.office, evaluation=evaluation, decision=decision, reason=reason)


def _draft(story: Story) -> None:
    text, name = words("texts")["notice"], story.campaign.name
    number = PublicNotice.objects.count() + 1
    draft_notice(
        actor=story.office,
        campaign=story.campaign,
        title=text["title"].format(name=name),
        body=text["body"].format(name=name),
        unit=text["unit"].format(organizer=story.campaign.organization.short_name),
        phone=text["phone"].format(number=f"{number:03d}"),
        address=story.campaign.organization.address,
    )


def publicise(story: Story) -> None:
    """Notices published when the phase begins; objections follow where the campaign stands there."""
    if not story.reached("notice"):
        return
    for number, notice in enumerate(_notices(story)):
        with story.world.at(story.first("notice") + dt.timedelta(days=number), 9):
            publish_notice(actor=story.office, notice=notice)
    if story.stage == "notice":
        _object(story)


def _notices(story: Story) -> list[PublicNotice]:
    return list(PublicNotice.objects.filter(campaign=story.campaign).order_by("pk"))


def _object(story: Story) -> None:
    notice = _notices(story)[0]
    for number, text in enumerate(words("texts")["objections"]):
        with story.world.at(story.first("notice") + dt.timedelta(days=1 + number), 10):
            entry = notice.entries.select_related("application").all()[number]
            objection = raise_objection(
                notice=notice,
                content=text["content"],
                name=text["name"],
                contact=text["contact"],
                application=entry.application,
            )
        if "answer" in text:
            with story.world.at(story.first("notice") + dt.timedelta(days=2), 16):
                answer_objection(actor=story.office, objection=objection, upheld=text["upheld"], answer=text["answer"])


def confer(story: Story) -> None:
    """Notices closed after their last day; the first one is named."""
    if not story.reached("naming"):
        return
    first = story.first("naming")
    for notice in _notices(story):
        with story.world.at(max(first, _after(notice)), 10):
            close_notice(actor=story.office, notice=notice)
    with story.world.at(first + dt.timedelta(days=1), 15):
        number = story.plan["naming"].format(year=story.campaign.year)
        name_applications(actor=story.office, notice=_notices(story)[0], decision_number=number)


def _after(notice: PublicNotice) -> dt.date:
    last = notice.ends_on or add_working_days(clock.today(), notice.working_days)
    return last + dt.timedelta(days=1)


def close(story: Story) -> None:
    """Last year's campaign ends with its year."""
    last = timezone.localtime(story.phases["naming"].ends_at)
    with story.world.at(last.date(), 17):
        close_campaign(actor=story.office, campaign=story.campaign, reason="各项工作已完成。")
