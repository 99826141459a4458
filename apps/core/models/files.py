"""Files: bytes stored once, what is derived from them, and who uses them."""

import uuid

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models

from .. import clock
from ..choices import Derived, Scan
from ..querysets import FileUseQuerySet


class StoredFile(models.Model):
    """Bytes stored once, named by the SHA-256 of the bytes received; what is made of them stands apart from them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sha256 = models.CharField(max_length=64, unique=True)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField("字节数")
    file = models.FileField(upload_to="stored/")
    created_at = models.DateTimeField(default=clock.now)
    warning = models.CharField("提示", max_length=100, blank=True)
    scan = models.CharField("病毒检查", max_length=10, choices=Scan.choices, default=Scan.OFF)
    scanned_at = models.DateTimeField(null=True, blank=True)
    scan_note = models.CharField(max_length=200, blank=True)
    derived = models.CharField("缩略图和预览", max_length=10, choices=Derived.choices, default=Derived.WAITING)
    derive_tries = models.PositiveSmallIntegerField(default=0)
    derive_after = models.DateTimeField(default=clock.now)
    thumb = models.FileField(upload_to="derived/", blank=True)
    preview = models.FileField(upload_to="derived/", blank=True)
    # The difference hash of a picture (64 bits, signed as PostgreSQL stores it); none for one without features.
    look = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(size__gt=0), name="storedfile_not_empty"),
            models.CheckConstraint(condition=models.Q(scan__in=Scan.values), name="storedfile_scan"),
            models.CheckConstraint(condition=models.Q(derived__in=Derived.values), name="storedfile_derived"),
        ]
        indexes = [
            models.Index(
                fields=["derive_after"], name="storedfile_to_derive", condition=models.Q(derived=Derived.WAITING)
            ),
            models.Index(
                fields=["created_at"],
                name="storedfile_to_scan",
                condition=models.Q(scan__in=[Scan.OFF, Scan.WAITING]),
            ),
        ]

    def __str__(self) -> str:
        return self.sha256[:12]


class PictureNote(models.Model):
    """What a camera wrote into a picture, kept apart from it: the stored picture is drawn anew without it."""

    file = models.OneToOneField(StoredFile, on_delete=models.CASCADE, related_name="picture_note")
    taken_at = models.DateTimeField("拍摄时间", null=True, blank=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    camera = models.CharField("拍摄设备", max_length=100, blank=True)
    tags = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(latitude__isnull=True, longitude__isnull=True)
                | models.Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="picturenote_position",
            )
        ]

    def __str__(self) -> str:
        return f"{self.file} {self.taken_at}"


class LookAlike(models.Model):
    """Two pictures that look the same or nearly so; found once, when the later one arrives."""

    file = models.ForeignKey(StoredFile, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(StoredFile, on_delete=models.CASCADE, related_name="+")
    distance = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file", "other"], name="lookalike_once"),
            models.CheckConstraint(condition=~models.Q(file=models.F("other")), name="lookalike_two_pictures"),
        ]

    def __str__(self) -> str:
        return f"{self.file_id} {self.other_id} {self.distance}"


class FileUse(models.Model):
    """One use of a stored file: by which object, for which purpose, under which name."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="uses")
    name = models.CharField("文件名", max_length=200)
    purpose = models.CharField(max_length=40)
    owner_type = models.ForeignKey(ContentType, on_delete=models.PROTECT)
    owner_id = models.CharField(max_length=40)
    owner = GenericForeignKey("owner_type", "owner_id")
    organization_path = models.CharField(max_length=255, db_collation="C")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    removed_at = models.DateTimeField(null=True, blank=True)
    # Where a picture was taken is shown to readers only when its organization says so.
    shows_position = models.BooleanField("显示拍摄地点", default=False)

    objects = FileUseQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "name"]
        indexes = [models.Index(fields=["owner_type", "owner_id"], name="fileuse_owner")]

    def __str__(self) -> str:
        return self.name
