"""What inspections give to the apps below: who reads their files, what the search finds."""

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localtime

from apps.accounts.choices import Role
from apps.campaigns.models import Campaign
from apps.campaigns.registries import OtherAsk
from apps.core import clock
from apps.core.components.text import date_short
from apps.core.models import FileUse
from apps.core.registries import Place
from apps.organizations.access import roles_of, scope_of
from apps.organizations.models import Organization
from apps.organizations.registries import Obstacle
from apps.reminders.registries import Entry
from apps.standards import engine

from .choices import RoundStatus, SurveyStatus
from .layout_kinds import PURPOSE
from .models import FieldRecord, Finding, MassSurvey, Rectification, Round, Survey, Visit
from .queries.questionnaire import default_questions
from .queries.results import method_of, satisfaction_of, surveyed, valid_ballots
from .queries.tallies import EMPTY, satisfaction_by, valid_by
from .services import IMPORT_PURPOSE
from .services.mass_surveys import aspects_of

HITS = 8
#: The survey's code in standards.
SATISFACTION = "satisfaction"


def surveys(ids: Collection[int], as_of: dt.date) -> dict[int, dict[str, engine.SurveyValue]]:
    """群众满意度 of each organization's newest survey by that day; three queries.

    An application's survey by questionnaire takes the place of its ballots counted on paper.
    """
    asked = surveyed(application__organization__in=ids, survey__closes_at__lt=clock.at(as_of + dt.timedelta(days=1)))
    replaced = {application for application, _ in asked}
    told: list[tuple[dt.date, int, Decimal | None, int]] = []
    for _, site in asked:
        method = method_of(site.survey)
        day = localtime(site.survey.closes_at).date()
        tally, owner = site.tally or EMPTY, site.owner  # type: ignore[attr-defined]
        told.append((day, owner, satisfaction_by(method, tally), valid_by(method, tally)))
    rows = MassSurvey.objects.filter(application__organization__in=ids, held_on__lte=as_of)
    for row in rows.exclude(application__in=replaced).select_related("application").order_by("pk"):
        told.append((row.held_on, row.application.organization_id, satisfaction_of(row), valid_ballots(row)))
    found: dict[int, dict[str, engine.SurveyValue]] = {}
    for day, owner, percent, valid in sorted(told, key=lambda row: row[0]):
        if percent is not None:
            found[owner] = {SATISFACTION: engine.SurveyValue(percent, valid, str(day.year), "mass_survey")}
    return found


def visits_of(user: Any, first: dt.date, last: dt.date) -> Iterator[Entry]:
    """The visits of an inspector as days of a calendar; one query."""
    rows = Visit.objects.filter(members__user=user, scheduled_on__range=(first, last)).exclude(status="cancelled")
    for row in rows.select_related("organization", "round").order_by("scheduled_on", "pk"):
        title = f"督查：{row.organization.short_name}（{row.round.name}）"
        yield Entry(
            f"visit-{row.pk}", title, row.scheduled_on, None, row.organization.name,
            reverse("inspections:visit", args=[row.pk]),
        )  # fmt: skip


def told_visits_of(user: Any, first: dt.date, last: dt.date) -> Iterator[Entry]:
    """The visits that a secretary's organization was told of in advance; one query, none for somebody else."""
    own = [m.organization_id for m in scope_of(user).memberships if m.role == Role.SECRETARY]
    if not own:
        return
    rows = Visit.objects.live().filter(organization__in=own, scheduled_on__range=(first, last))
    rows = rows.filter(told_at__isnull=False, round__unannounced=False)
    for row in rows.select_related("organization", "round").order_by("scheduled_on", "pk"):
        title = f"迎接检查：{row.round.name}"
        yield Entry(
            f"told-visit-{row.pk}", title, row.scheduled_on, None, row.organization.name,
            reverse("inspections:visit", args=[row.pk]),
        )  # fmt: skip


def reads_file(user: Any, use: FileUse) -> bool:
    """Photos of a visit and files of an answer are read by whoever may see the visit or the finding."""
    if not user.is_authenticated:
        return False
    model = ContentType.objects.get_for_id(use.owner_type_id).model_class()
    if use.purpose.startswith(PURPOSE):  # the office that keeps a layout, those above, and those below that write by it
        offices = [m.organization.path for m in scope_of(user).memberships if m.role == Role.OFFICE]
        return any(path.startswith(use.organization_path) or use.organization_path.startswith(path) for path in offices)
    if model is Visit:
        return Visit.objects.visible_to(user).filter(pk=use.owner_id).exists()
    if model is FieldRecord:
        return FieldRecord.objects.visible_to(user).filter(pk=use.owner_id).exists()
    if model is Finding:
        return Finding.objects.visible_to(user).filter(pk=use.owner_id).exists()
    if model is Rectification:
        rows = Finding.objects.filter(rectifications=int(use.owner_id))
        return rows.visible_to(user).exists() or rows.taken_along(user).exists()
    return False


def released_imports(uses: Sequence[Any]) -> set[Any]:
    """A phone's file was read into records: nothing that was signed holds on to it."""
    return {use.pk for use in uses if use.purpose == IMPORT_PURPOSE}


def places_of_photos(user: Any, uses: Sequence[Any]) -> dict[Any, Place]:
    """Visits and answers that use files, as far as the user may see them. Two statements where there are any."""
    found: dict[Any, Place] = {}
    kinds = {model: ContentType.objects.get_for_model(model).pk for model in (Visit, Rectification)}
    for model, kind in kinds.items():
        mine = [use for use in uses if use.owner_type_id == kind]
        if not mine:
            continue
        rows = _seen(user, model, [use.owner_id for use in mine])
        found.update({use.pk: rows[use.owner_id] for use in mine if use.owner_id in rows})
    return found


def _seen(user: Any, model: Any, keys: list[str]) -> dict[str, Place]:
    if model is Visit:
        visits = Visit.objects.visible_to(user).filter(pk__in=keys).select_related("round", "organization")
        return {
            str(row.pk): Place(
                "检查照片", f"{row.organization.short_name}，{row.round.name}",
                reverse("inspections:visit", args=[row.pk]), whole=f"visit:{row.pk}", is_signed=True,
            )
            for row in visits
        }  # fmt: skip
    seen = Finding.objects.visible_to(user).filter(rectifications__in=keys)
    answers = Rectification.objects.filter(pk__in=keys, finding__in=seen.values("pk"))
    return {
        str(row.pk): Place(
            "整改材料", f"{row.finding.organization.short_name}，{row.finding.description[:30]}",
            reverse("inspections:finding", args=[row.finding_id]), whole=f"finding:{row.finding_id}", is_signed=True,
        )
        for row in answers.select_related("finding__organization")
    }  # fmt: skip


def campaign_tabs(campaign: Any, user: Any) -> Iterator[tuple[str, str, int | None]]:
    """The way from a campaign to its rounds and its ledger, for the office."""
    if Role.OFFICE in roles_of(user):
        yield "督查验收", f"{reverse('inspections:rounds')}?campaign={campaign.pk}", None
        yield "群众测评", reverse("inspections:mass_surveys"), None
        yield "整改台账", f"{reverse('inspections:findings')}?campaign={campaign.pk}", None


def asked_of_the_masses(campaign: Campaign, user: Any) -> Iterator[OtherAsk]:
    """群众测评: what is planned, with its questions and days; before that what the plan asks. One statement.

    Of a survey that an organization above runs the words alone, once it is no draft any more; of others nothing.
    """
    scope = scope_of(user)
    surveys = []
    for row in Survey.objects.filter(campaign=campaign).order_by("opens_at", "pk"):
        own = scope.covers(row.organization_path)
        above = any(m.organization.path.startswith(row.organization_path) for m in scope.memberships)
        if own or (above and row.status != SurveyStatus.DRAFT):
            surveys.append((row, reverse("inspections:mass_survey", args=[row.pk]) if own else ""))
    for row, url in surveys:
        words = f"{row.title}，{len(row.questions)} 道题，{date_short(row.opens_at)}至{date_short(row.closes_at)}"
        yield OtherAsk("群众测评", words, url)
    told = campaign.plan.get("survey")
    if not surveys and (told or campaign.weight_mass):
        count = len(default_questions(aspects_of(campaign)))
        floor = campaign.satisfaction_pass
        least = "" if floor is None else f"，满意度不低于 {floor.normalize():f}%"
        share = f"，占总分 {campaign.weight_mass.normalize():f}%" if campaign.weight_mass else ""
        yield OtherAsk("群众测评", f"另向群众匿名征求意见，{count} 道题，约一分钟{share}{least}")


def search(user: Any, text: str) -> Iterator[tuple[str, str, str]]:
    """Rounds for the office, visits and findings for everybody who may see them."""
    if Role.OFFICE in roles_of(user):
        for round_ in Round.objects.visible_to(user).filter(name__icontains=text)[:HITS]:
            yield round_.name, reverse("inspections:round", args=[round_.pk]), "督查批次"
    named = Q(organization__name__icontains=text) | Q(organization__initials__istartswith=text.lower())
    for visit in Visit.objects.visible_to(user).live().filter(named).for_table()[:HITS]:
        yield str(visit), reverse("inspections:visit", args=[visit.pk]), "检查记录"
    found = Finding.objects.visible_to(user).filter(named | Q(description__icontains=text)).for_table()
    for finding in found[:HITS]:
        label = f"{finding.organization.short_name}：{finding.description[:40]}"
        yield label, reverse("inspections:finding", args=[finding.pk]), "问题整改"


def rounds_to_settle(organization: Organization) -> Iterator[Obstacle]:
    """Rounds that the organization runs; a successor would take them over, without one they are ended before."""
    for each in Round.objects.filter(organization=organization, status=RoundStatus.PLANNED):
        yield Obstacle(f"本组织安排的督查“{each.name}”未办结", reverse("inspections:round", args=[each.pk]))
