"""Rows that every app needs and that carry no business noun."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models

from . import clock
from .history import append_only
from .querysets import FileUseQuerySet, StateChangeQuerySet


class StateChange(models.Model):
    """Who did what to which object, in which capacity, when and why. Append-only (trigger)."""

    subject_type = models.ForeignKey(ContentType, on_delete=models.PROTECT)
    subject_id = models.CharField(max_length=40)
    subject = GenericForeignKey("subject_type", "subject_id")
    subject_label = models.CharField("对象", max_length=200)
    verb = models.CharField("动作", max_length=40)
    source = models.CharField(max_length=30, blank=True)
    target = models.CharField(max_length=30, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    acting_role = models.CharField(max_length=30, blank=True)
    # Not a foreign key: core stands below organizations and a closed organization keeps its name here.
    acting_organization_id = models.BigIntegerField(null=True, blank=True)
    acting_organization_name = models.CharField(max_length=120, blank=True)
    organization_path = models.CharField(max_length=255, blank=True, db_collation="C")
    reason = models.TextField("理由", blank=True)
    at = models.DateTimeField("时间", default=clock.now)
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = StateChangeQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "id"], name="statechange_subject"),
            models.Index(fields=["-at", "-id"], name="statechange_recent"),
        ]
        triggers = [append_only("statechange_append_only")]

    def __str__(self) -> str:
        return f"{self.subject_label} {self.verb}"


class StoredFile(models.Model):
    """Bytes stored once, named by the SHA-256 of the bytes received."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sha256 = models.CharField(max_length=64, unique=True)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField("字节数")
    file = models.FileField(upload_to="stored/")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(size__gt=0), name="storedfile_not_empty")]

    def __str__(self) -> str:
        return self.sha256[:12]


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

    objects = FileUseQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "name"]
        indexes = [models.Index(fields=["owner_type", "owner_id"], name="fileuse_owner")]

    def __str__(self) -> str:
        return self.name


class FieldSave(models.Model):
    """Who saved one field of a row that several people fill in, last, and with which version of the row.

    Forms that are saved as typed merge by it: what somebody else saved meanwhile is never overwritten unseen.
    """

    owner_type = models.ForeignKey(ContentType, on_delete=models.PROTECT)
    owner_id = models.BigIntegerField()
    field = models.CharField(max_length=100)
    #: The owner's version that brought the field's present value.
    version = models.PositiveIntegerField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(default=clock.now)
    #: The opened page that saved it: a page never stands in its own way, a second tab of the same person may.
    page = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner_type", "owner_id", "field"], name="fieldsave_once")]

    def __str__(self) -> str:
        return f"{self.field} {self.version}"


class CalendarDay(models.Model):
    """The office's own word on whether a date is a working day (overrides the built-in calendar)."""

    date = models.DateField("日期", unique=True)
    is_working = models.BooleanField("工作日")
    name = models.CharField("说明", max_length=40, blank=True)

    class Meta:
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.date} {self.name}"


class Heartbeat(models.Model):
    """When a component (worker, beat) last showed that it lives."""

    component = models.CharField(max_length=30, unique=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.component


class InstanceMark(models.Model):
    """A mark on this database, e.g. ``demo``: what may be wiped by ``demo --fresh``."""

    key = models.CharField(max_length=40, unique=True)
    value = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.key


def subject_key(obj: Any) -> dict[str, Any]:
    """Filter arguments that find rows about ``obj`` by content type and key."""
    return {"subject_type": ContentType.objects.get_for_model(obj), "subject_id": str(obj.pk)}
