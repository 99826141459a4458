"""Who did what: the chain of acts on every object."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models

from .. import clock
from ..history import append_only
from ..querysets import StateChangeQuerySet


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
