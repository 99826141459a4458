from typing import Any

from django.db.models import Q

from apps.organizations.access import Scope, scope_of
from apps.organizations.querysets import ScopedQuerySet


class EvaluationQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> "EvaluationQuerySet":
        """Offices read the scores of their subtree; a single organization reads its own once publicised."""
        scope = scope_of(user)
        offices = Scope(prefixes=scope.prefixes).as_q("organization_path")
        return self.filter(offices | (scope.as_q("organization_path") & Q(frozen_at__isnull=False)))

    def for_table(self) -> "EvaluationQuerySet":
        return self.select_related(
            "application__organization", "application__standard_version__standard", "campaign"
        ).defer("inputs")
