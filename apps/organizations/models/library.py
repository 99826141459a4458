"""材料库: the files that an organization has given once and uses for many things."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from apps.core import clock
from apps.core.history import tracked
from apps.core.models import StoredFile

from ..choices import MaterialKind
from ..querysets import LibraryFileQuerySet
from ..transitions import LIBRARY_VERBS
from .tree import Organization


@tracked()
class LibraryFile(models.Model):
    """One file of an organization, whatever it is used for; a newer version of it is a row of its own."""

    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="library_files", verbose_name="党组织"
    )
    organization_path = models.CharField(max_length=255, db_collation="C")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    name = models.CharField("名称", max_length=200)
    kind = models.CharField("类型", max_length=20, choices=MaterialKind)
    tags = ArrayField(models.CharField(max_length=20), verbose_name="标签", default=list, blank=True)
    previous = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="next")
    number = models.PositiveSmallIntegerField("版本", default=1)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField("加入时间", default=clock.now)
    binned_at = models.DateTimeField("移入回收站时间", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = LibraryFileQuerySet.as_manager()
    transitions = LIBRARY_VERBS

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "file"], name="libraryfile_once"),
            models.CheckConstraint(condition=~Q(name=""), name="libraryfile_has_name"),
            models.CheckConstraint(condition=Q(kind__in=MaterialKind.values), name="libraryfile_kind"),
            models.CheckConstraint(condition=Q(number__gte=1), name="libraryfile_number"),
        ]
        indexes = [
            models.Index(fields=["organization", "-created_at"], name="libraryfile_newest"),
            GinIndex(fields=["tags"], name="libraryfile_tags"),
        ]

    def __str__(self) -> str:
        return self.name
