from typing import Any

from django.apps import apps
from django.db.models import Q

from apps.organizations.querysets import ScopedQuerySet


class BeltQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> "BeltQuerySet":
        """Belts led inside the user's scope, and belts that pass through it."""
        from apps.organizations.access import scope_of

        own = scope_of(user).as_q("organization_path")
        stations = apps.get_model("branding", "BeltStation").objects.filter(own)
        return self.filter(own | Q(pk__in=stations.values("belt_id")))
