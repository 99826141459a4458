"""What came from phones: records and photos with ids made there, exactly as they were sent."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.core import clock
from apps.core.history import tracked
from apps.core.models import StoredFile

from ..choices import FieldRecordStatus
from ..querysets import FieldRecordQuerySet
from ..transitions import RECORD_TRANSITIONS
from .visits import Visit


@tracked(exclude=["content"])
class FieldRecord(models.Model):
    """One visit as one person recorded it on a phone. Sent again it is the same row; differing, it is kept beside."""

    transitions = RECORD_TRANSITIONS

    #: Made on the phone. With another content under the same id a second row stands, of an id of its own.
    id = models.UUIDField(primary_key=True, editable=False)
    sent_id = models.UUIDField()
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="records")
    organization_path = models.CharField(max_length=255, db_collation="C")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="督导员"
    )
    #: SHA-256 of the content as sent, byte by byte.
    digest = models.CharField(max_length=64)
    content = models.TextField()
    status = models.CharField(max_length=20, choices=FieldRecordStatus, default=FieldRecordStatus.RECEIVING)
    late = models.BooleanField("逾期上传", default=False)
    #: Why it waits for the office: a conflict in words, a role that ended, what the rules refused.
    problem = models.CharField("待处理原因", max_length=300, blank=True)
    device = models.CharField(max_length=80, blank=True)
    by_file = models.BooleanField("文件导入", default=False)
    received_at = models.DateTimeField("收到时间", default=clock.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = FieldRecordQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at"]
        constraints = [
            models.UniqueConstraint(fields=["sent_id", "digest"], name="fieldrecord_once"),
            models.UniqueConstraint(
                fields=["visit", "author"], condition=Q(status="stored"), name="fieldrecord_one_stored_of_a_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.visit} {self.author}"


class FieldPhoto(models.Model):
    """A photo as it came from a phone, kept by its digest until a record that names it is stored."""

    #: Made on the phone.
    id = models.UUIDField(primary_key=True, editable=False)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="field_photos")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["visit", "author", "digest"], name="fieldphoto_once")]

    def __str__(self) -> str:
        return self.digest[:12]


class FieldKey(models.Model):
    """The key under which a person's records lie encrypted on phones: sealed here, given back after signing in."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="field_key")
    sealed = models.BinaryField()
    created_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return str(self.user)
