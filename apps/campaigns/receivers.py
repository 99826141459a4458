"""What campaigns tell the apps below: who reads their files, what search finds."""

from collections.abc import Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.urls import reverse

from apps.core import registries
from apps.core.models import FileUse

from .models import Campaign
from .services.documents import PURPOSE


def reads_plan(user: Any, use: FileUse) -> bool:
    """The plan's documents are read by everybody whom the campaign reaches."""
    if use.purpose != PURPOSE or use.owner_type != ContentType.objects.get_for_model(Campaign):
        return False
    return Campaign.objects.visible_to(user).filter(pk=use.owner_id).exists()


def search_campaigns(user: Any, text: str) -> Iterator[tuple[str, str, str]]:
    """Campaigns by name or document number."""
    found = Campaign.objects.visible_to(user).filter(Q(name__icontains=text) | Q(decision_number__icontains=text))
    for campaign in found[:10]:
        yield campaign.name, reverse("campaigns:detail", args=[campaign.pk]), "活动"


def register() -> None:
    registries.file_readers.register(reads_plan)
    registries.search_providers.register(search_campaigns)
