"""Lines in the inbox from a finding to its end: to the site, or to the office that must act."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from apps.accounts.choices import Role
from apps.accounts.models import User
from apps.core import clock
from apps.core.components import text
from apps.organizations.queries import holders_of
from apps.organizations.querysets import lineage
from apps.reminders.recipients import Offices
from apps.reminders.services import notify, subject_of

from ..choices import RequestStatus, Rung
from ..models import Bulletin, Finding, FindingRequest, RectificationNotice, SupervisionLetter
from ..queries.answering import answering, people_of


def finding_url(finding: Finding) -> str:
    return reverse("inspections:finding", args=[finding.pk])


def tell_notice(notice: RectificationNotice, count: int) -> None:
    notify(
        rule="notice.issued",
        subject=notice,
        recipients=people_of(notice.visit),
        title=f"整改通知书，请签收：{notice.number}",
        body=f"{notice.visit.round.name}，{count} 个问题。请签收并逐项制定整改方案。",
        url=reverse("inspections:notice", args=[notice.pk]),
        topic=subject_of(notice.visit.round.campaign),
    )


def tell_asked(asked: FindingRequest) -> None:
    finding = asked.finding
    notify(
        rule="finding.asked",
        subject=asked,
        recipients=holders_of(finding.visit.round.organization_id, Role.OFFICE),
        title=f"{asked.get_kind_display()}待答复：{finding.organization.short_name}",
        body=f"{finding.description}。理由：{asked.reason}",
        url=finding_url(finding),
        topic=_topic(finding),
    )


def tell_decided(asked: FindingRequest) -> None:
    finding = asked.finding
    words = "已同意" if asked.status == RequestStatus.ACCEPTED else "未同意"
    due = f"整改期限为{text.date_short(finding.due_on)}。"
    notify(
        rule="finding.request_decided",
        subject=asked,
        recipients=people_of(finding),
        title=f"{asked.get_kind_display()}{words}：{finding.description}",
        body=f"{asked.opinion}{'。' if asked.opinion else ''}{'' if finding.closed_at else due}",
        url=finding_url(finding),
        topic=_topic(finding),
    )


def tell_flagged(finding: Finding, words: str) -> None:
    notify(
        rule="finding.flagged",
        subject=finding,
        recipients=people_of(finding),
        title=f"列为{words}：{finding.description}",
        body=f"应于{text.date_short(finding.due_on)}前整改到位。",
        url=finding_url(finding),
        due_at=clock.at(finding.due_on, 23, 59, 59),
        threshold=words,
        topic=_topic(finding),
    )


def tell_letter(letter: SupervisionLetter) -> None:
    """To the site; from 告诫 on to the office above it as well."""
    finding = letter.finding
    people = list(people_of(finding))
    if letter.rung in (Rung.ADMONISH, Rung.ACCOUNT):
        people += _office_above(finding.organization_path)
    notify(
        rule="letter.issued",
        subject=letter,
        recipients=people,
        title=f"{letter.get_rung_display()}：{finding.organization.short_name}，{finding.description}",
        body=f"{letter.number}，限{text.date_short(letter.due_on)}前答复。{letter.text}",
        url=reverse("inspections:letter", args=[letter.pk]),
        due_at=clock.at(letter.due_on, 23, 59, 59),
        topic=_topic(finding),
    )


def tell_letter_answered(letter: SupervisionLetter) -> None:
    finding = letter.finding
    notify(
        rule="letter.answered",
        subject=letter,
        recipients=holders_of(letter.issuer_id, Role.OFFICE),
        title=f"{letter.get_rung_display()}已答复：{finding.organization.short_name}",
        body=letter.answer,
        url=reverse("inspections:letter", args=[letter.pk]),
        topic=_topic(finding),
    )


def tell_bulletin(bulletin: Bulletin, rule: str, words: str, body: str = "") -> None:
    """To everybody whom the round visited, and to the offices between."""
    visited = bulletin.round.visits.live()
    told = {pk for each in answering(visited, clock.today()).values() for pk in each}
    told |= _offices_between(bulletin.organization_path, visited.order_by().values_list("organization_path", flat=True))
    notify(
        rule=rule,
        subject=bulletin,
        recipients=User.objects.filter(pk__in=told),
        title=f"{words}：{bulletin.title}",
        body=body or bulletin.number,
        url=reverse("inspections:bulletin", args=[bulletin.round_id]),
        threshold=str(bulletin.version),
        topic=subject_of(bulletin.round.campaign),
    )


def _offices_between(top: str, paths: Iterable[str]) -> set[int]:
    """People of the offices below the round's own and above its sites."""
    between = {path for site in paths for path in lineage(site)[:-1] if path.startswith(top) and path != top}
    offices = Offices(clock.today())
    return {pk for path in between for pk in offices.of(path)}


def _office_above(path: str) -> Iterable[Any]:
    from apps.organizations.models import Organization

    above = Organization.objects.filter(path__in=lineage(path)[:-1]).order_by("-path")
    for organization in above:
        if people := list(holders_of(organization, Role.OFFICE)):
            return people
    return []


def _topic(finding: Finding) -> str:
    return subject_of(finding.visit.round.campaign)
