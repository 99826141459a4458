from apps.organizations.querysets import ScopedQuerySet


class EvaluationQuerySet(ScopedQuerySet):
    def for_table(self) -> "EvaluationQuerySet":
        return self.select_related("application__organization", "campaign")
