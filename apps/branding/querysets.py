from typing import Any

from django.db.models import Q

from apps.organizations.querysets import ScopedQuerySet


class BeltQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> "BeltQuerySet":
        """Belts led inside the user's scope, and belts that pass through it."""
        from apps.organizations.access import scope_of

        scope = scope_of(user)
        through = self.model.stations.rel.related_model.objects.filter(scope.as_q("organization_path")).values(
            "belt_id"
        )
        return self.filter(scope.as_q("organization_path") | Q(pk__in=through))
