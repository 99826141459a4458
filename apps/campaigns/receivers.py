"""What campaigns tell the apps below: who reads their files, what search finds."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from apps.core import clock, registries
from apps.core.models import FileUse
from apps.organizations.registries import (
    MergeMover,
    MetricUse,
    Obstacle,
    SplitMover,
    closing_obstacles,
    merge_movers,
    metric_readers,
    split_movers,
)
from apps.reminders.registries import topic_pages
from apps.standards.models import StandardVersion
from apps.standards.queries.metrics import readers_of
from apps.standards.registries import Target, Use, targets, use_providers

from .choices import CampaignStatus, PhaseKind
from .models import Announcement, Campaign, CampaignStandard
from .queries.scope import standards_of, with_standards
from .services.announcements import PURPOSE as ANNOUNCEMENT
from .services.documents import PURPOSE
from .services.merging import carry_campaigns, carry_split, foresee_campaigns, foresee_split


def reads_plan(user: Any, use: FileUse) -> bool:
    """The plan's documents are read by everybody whom the campaign reaches."""
    if use.purpose != PURPOSE or use.owner_type != ContentType.objects.get_for_model(Campaign):
        return False
    return Campaign.objects.visible_to(user).filter(pk=use.owner_id).exists()


def reads_announcement(user: Any, use: FileUse) -> bool:
    """Files of an announcement are read by whoever reads it."""
    if use.purpose != ANNOUNCEMENT or use.owner_type != ContentType.objects.get_for_model(Announcement):
        return False
    return Announcement.objects.visible_to(user).filter(pk=use.owner_id).exists()


def search_campaigns(user: Any, text: str) -> Iterator[tuple[str, str, str]]:
    """Campaigns by name or document number."""
    found = Campaign.objects.visible_to(user).filter(Q(name__icontains=text) | Q(decision_number__icontains=text))
    for campaign in found[:10]:
        yield campaign.name, reverse("campaigns:detail", args=[campaign.pk]), "活动"


def metrics_of_campaigns(organization: Any | None) -> dict[str, list[MetricUse]]:
    """The running campaigns whose standards read each metric, those that reach the organization; two statements."""
    running = Campaign.objects.filter(status=CampaignStatus.OPEN).prefetch_related(with_standards())
    found: dict[str, list[MetricUse]] = {}
    for campaign in running:
        if organization is not None and not _reaches(campaign, organization):
            continue
        use = MetricUse("活动", campaign.name, reverse("campaigns:detail", args=[campaign.pk]))
        versions = standards_of(campaign)
        if organization is not None:
            chosen = versions.get(organization.sector) or versions.get("")
            versions = {"": chosen} if chosen else {}
        sector = organization.sector if organization is not None else None
        for code in dict.fromkeys(code for code, _ in readers_of(versions.values(), sector)):
            found.setdefault(code, []).append(use)
    return found


def _reaches(campaign: Campaign, organization: Any) -> bool:
    """Whether the organization is among those that should apply, told from what is read already."""
    fits = ((campaign.sectors, "sector"), (campaign.kinds, "kind"), (campaign.levels, "level"))
    return organization.path.startswith(campaign.scope_path) and all(
        not wanted or getattr(organization, name) in wanted for wanted, name in fits
    )


#: Until when a standard should be fulfilled: the first of these phases that a campaign has.
TARGET_PHASES = (PhaseKind.INSPECTION, PhaseKind.SELF_ASSESSMENT, PhaseKind.CREATION)


def standard_target(version: StandardVersion, user: Any) -> Target | None:
    """The day on which the nearest running campaign of a version is inspected. Two queries."""
    running = Campaign.objects.visible_to(user).running().filter(standards__version=version).distinct()
    found = []
    for campaign in running.prefetch_related("phases"):
        phases = {phase.kind: phase for phase in campaign.phases.all()}
        phase = next((phases[kind] for kind in TARGET_PHASES if kind in phases), None)
        if phase is not None:
            until = timezone.localtime(phase.ends_at).date()
            found.append(Target(until, f"{campaign.name}{phase.get_kind_display()}截止"))
    # A date that has passed is shown only where nothing is ahead.
    return min(found, key=lambda target: (target.until < clock.today(), target.until), default=None)


def uses_of_versions(versions: Sequence[int]) -> list[Use]:
    """Campaigns that have begun and not ended, with the versions that they hold."""
    held = CampaignStandard.objects.filter(version__in=versions, campaign__status__in=RUNNING)
    found = {(row.campaign_id, row.version_id): row for row in held.select_related("campaign")}
    return [
        Use(row.version_id, row.campaign.name, row.campaign.get_status_display(), _address(row.campaign))
        for row in found.values()
    ]


RUNNING = (CampaignStatus.OPEN, CampaignStatus.SUSPENDED)


def _address(campaign: Campaign) -> str:
    return reverse("campaigns:detail", args=[campaign.pk])


def campaigns_to_settle(organization: Any) -> Iterator[Obstacle]:
    """Campaigns that only the organization's own office can bring to their end."""
    over = (CampaignStatus.CLOSED, CampaignStatus.CANCELLED)
    for campaign in Campaign.objects.filter(organization=organization).exclude(status__in=over):
        label = f"本组织主办的活动“{campaign.name}”（{campaign.get_status_display()}）"
        yield Obstacle(label, reverse("campaigns:detail", args=[campaign.pk]))


def page_of_what_is_owed(key: int) -> str:
    return reverse("campaigns:reminders_owed", args=[key])


def register() -> None:
    topic_pages[Campaign._meta.label_lower] = page_of_what_is_owed
    closing_obstacles.register(campaigns_to_settle)
    merge_movers.register(MergeMover(foresee_campaigns, carry_campaigns))
    split_movers.register(SplitMover(foresee_split, carry_split))
    use_providers.register(uses_of_versions)
    metric_readers.register(metrics_of_campaigns)
    targets.register(standard_target)
    registries.file_readers.register(reads_plan)
    registries.file_readers.register(reads_announcement)
    registries.search_providers.register(search_campaigns)
