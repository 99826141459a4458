"""The leader's home: linked sites with visits made against visits owed, and the belts they stand on."""

from collections import Counter
from typing import Any

from apps.branding.models import Belt
from apps.core import clock
from apps.organizations.models import LeaderLink, WorkRecord


def leader_home(user: Any) -> dict[str, Any]:
    today = clock.today()
    links = list(LeaderLink.objects.filter(user=user).on(today).select_related("organization"))
    made = Counter(
        WorkRecord.objects.held()
        .filter(
            organization__in=[link.organization_id for link in links],
            kind="contact_visit",
            held_on__year=today.year,
            recorded_by=user,
        )
        .values_list("organization_id", flat=True)
    )
    return {
        "links": [{"link": link, "made": made[link.organization_id]} for link in links],
        "belts": Belt.objects.visible_to(user).select_related("organization").distinct(),
        "year": today.year,
    }
