"""The leader's home: linked sites with visits made against visits owed, and the belts they stand on."""

from typing import Any

from apps.applications.queries.contacts import link_counts
from apps.branding.models import Belt
from apps.core import clock
from apps.organizations.models import LeaderLink


def leader_home(user: Any) -> dict[str, Any]:
    today = clock.today()
    links = list(LeaderLink.objects.filter(user=user).on(today).select_related("organization"))
    return {
        "links": link_counts(links, today),
        "belts": Belt.objects.visible_to(user).select_related("organization").distinct(),
        "year": today.year,
    }
