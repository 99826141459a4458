from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models


class StateChangeQuerySet(models.QuerySet):
    def of(self, obj: Any) -> "StateChangeQuerySet":
        """The changes of one object, oldest first."""
        return self.filter(subject_type=ContentType.objects.get_for_model(obj), subject_id=str(obj.pk))

    def for_table(self) -> "StateChangeQuerySet":
        return self.select_related("actor", "subject_type")


class FileUseQuerySet(models.QuerySet):
    def live(self) -> "FileUseQuerySet":
        return self.filter(removed_at__isnull=True).select_related("file")

    def of(self, obj: Any) -> "FileUseQuerySet":
        """The live uses by one object."""
        return self.live().filter(owner_type=ContentType.objects.get_for_model(obj), owner_id=str(obj.pk))
