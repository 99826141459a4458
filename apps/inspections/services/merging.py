"""What a merge or a closing of an organization does to visits, findings and rounds: they follow their applications."""

from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import F, Q
from django.urls import reverse

from apps.applications.choices import ApplicationStatus
from apps.core import clock, states
from apps.core.verdicts import Acting
from apps.organizations.models import Organization
from apps.organizations.queries.history import numbers_of
from apps.organizations.registries import Consequence
from apps.organizations.services import end_access, grant_access

from ..choices import OPEN_VISITS, UNRESOLVED, RoundStatus, SurveyStatus
from ..models import (
    Bulletin,
    FieldRecord,
    Finding,
    RectificationNotice,
    Round,
    SupervisionLetter,
    Survey,
    SurveySite,
    Visit,
)
from .requests import drop_requests


def foresee_inspections(organization: Organization, into: Organization | None) -> Iterator[Consequence]:
    """Unfinished visits, findings and mass surveys of the organization, unfinished rounds and surveys that it runs.

    One statement, a second where there are rounds.
    """
    follow = f"转由{into.short_name}办理，随申报撤回的一并撤销" if into else "一并撤销"
    running = Round.objects.filter(organization=organization, status=RoundStatus.PLANNED)
    visits, findings, rounds, asked, surveys = numbers_of(
        organization,
        Visit.objects.filter(organization=organization, status__in=OPEN_VISITS),
        Finding.objects.filter(organization=organization, status__in=UNRESOLVED),
        running,
        SurveySite.objects.filter(application__organization=organization).exclude(survey__status=SurveyStatus.CLOSED),
        Survey.objects.filter(organization=organization).exclude(status=SurveyStatus.CLOSED),
    )
    if visits:
        yield Consequence(f"未完成的检查 {visits} 次", follow, reverse("inspections:rounds"))
    if findings:
        yield Consequence(f"未销号的问题 {findings} 个", follow, reverse("inspections:findings"))
    pages = reverse("inspections:mass_surveys")
    if asked:
        what = "二维码和选票随申报转入" if into else "按原定时间结束，申报撤回后结果不计入评定"
        yield Consequence(f"未结束的群众测评 {asked} 次", what, pages)
    if surveys:
        what = f"改由{into.short_name}组织" if into else "按原定时间结束"
        yield Consequence(f"组织的群众测评 {surveys} 次", what, pages)
    if into is not None and rounds:
        for each in running.order_by("pk"):
            url = reverse("inspections:round", args=[each.pk])
            yield Consequence(f"督查批次“{each.name}”", f"改由{into.short_name}组织", url)


def carry_inspections(organization: Organization, into: Organization | None, acting: Acting, reason: str) -> None:
    """Visits and findings go where their application went; those of a withdrawn one are called off."""
    if into is not None:
        _follow(organization, into)
        _follow_committee(organization, into)
        Survey.objects.filter(organization=organization).exclude(status=SurveyStatus.CLOSED).update(
            organization=into, organization_path=into.path, version=F("version") + 1
        )
        running = Round.objects.filter(organization=organization, status=RoundStatus.PLANNED)
        Bulletin.objects.filter(round__in=running.values("pk")).update(organization_path=into.path)
        running.update(organization=into, organization_path=into.path)
    dropped = Q(organization=organization) & (
        Q(application__status=ApplicationStatus.WITHDRAWN) | Q(application=None)  # what did not follow
    )
    what = f"{organization.short_name}{'并入' + into.short_name if into else '撤销'}"
    why = f"{what}，申报撤回。{reason}"
    for visit in Visit.objects.filter(dropped, status__in=OPEN_VISITS).select_related("organization", "round"):
        states.move(visit, "cancel", acting=acting, reason=f"{what}。{reason}" if visit.is_of_committee else why)
        end_access(source="visit", source_key=str(visit.pk))
    for finding in Finding.objects.filter(dropped, status__in=UNRESOLVED):
        words = why if finding.application_id else f"{what}。{reason}"
        states.move(finding, "withdraw", acting=acting, reason=words)
        drop_requests(finding, acting)


def nothing_to_divide(organization: Organization, moved: Any) -> tuple[()]:
    """Visits and findings go where their application goes: nothing of their own is asked."""
    return ()


def follow_division(
    organization: Organization, new: Organization, keys: Collection[str], acting: Acting, reason: str
) -> None:
    """After a split: visits and findings of the applications that went to the new organization."""
    _follow(organization, new)


def _follow(organization: Organization, into: Organization) -> None:
    moved = Q(organization=organization, application__organization=into)
    open_ones = list(Visit.objects.filter(moved, status__in=OPEN_VISITS).select_related("round").order_by("pk"))
    FieldRecord.objects.filter(visit__in=Visit.objects.filter(moved)).update(organization_path=into.path)
    Visit.objects.filter(moved).update(organization=into, organization_path=into.path, version=F("version") + 1)
    findings = list(Finding.objects.filter(moved).values_list("pk", flat=True))
    RectificationNotice.objects.filter(visit__findings__in=findings).update(organization_path=into.path)
    SupervisionLetter.objects.filter(finding__in=findings).update(organization_path=into.path)
    Finding.objects.filter(pk__in=findings).update(organization=into, organization_path=into.path)
    SurveySite.objects.filter(application__organization=into).update(organization_path=into.path)
    for visit in open_ones:
        _reach(visit, into)


def _follow_committee(organization: Organization, into: Organization) -> None:
    """What the committee itself owes goes to the survivor, with its visit where the round does not visit that already."""
    unresolved = Finding.objects.filter(organization=organization, application=None, status__in=UNRESOLVED)
    running = Q(status__in=OPEN_VISITS) | Q(pk__in=unresolved.values("visit"))
    own = Visit.objects.live().filter(running, organization=organization, application=None)
    there = Visit.objects.live().filter(organization=into, application=None).values("round")
    moving = list(own.exclude(round__in=there).select_related("round").order_by("pk"))
    FieldRecord.objects.filter(visit__in=moving).update(organization_path=into.path)
    Visit.objects.filter(pk__in=[visit.pk for visit in moving]).update(
        organization=into, organization_path=into.path, version=F("version") + 1
    )
    dropped = own.filter(status__in=OPEN_VISITS)  # those that did not move
    of_moved = Finding.objects.filter(organization=organization, visit__in=moving)
    findings = list((unresolved.exclude(visit__in=dropped) | of_moved).values_list("pk", flat=True))
    RectificationNotice.objects.filter(findings__in=findings).update(organization_path=into.path)
    SupervisionLetter.objects.filter(finding__in=findings).update(organization_path=into.path)
    Finding.objects.filter(pk__in=findings).update(organization=into, organization_path=into.path)
    for visit in moving:
        if visit.is_open:
            _reach(visit, into)


def _reach(visit: Visit, into: Organization) -> None:
    """The team reads the successor for as long as it would have read the merged one."""
    end_access(source="visit", source_key=str(visit.pk))
    for member in visit.members.select_related("user"):
        grant_access(
            user=member.user,
            organization=into,
            source="visit",
            source_key=str(visit.pk),
            started_on=min(clock.today(), visit.round.starts_on),
            ended_on=max(clock.today(), visit.round.ends_on),
        )
