"""Uploads under way: what has arrived of a large file, so that a broken network costs only the last piece."""

import uuid

from django.conf import settings
from django.db import models

from .. import clock
from .files import StoredFile


class Upload(models.Model):
    """A large file that arrives in pieces: whose, what for, how large. What it became once it is whole."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # The address that takes the whole file; unfinished ones are found again by it.
    target = models.CharField(max_length=200)
    name = models.CharField("文件名", max_length=255)
    size = models.PositiveBigIntegerField("字节数")
    # When the file was last changed where it comes from: tells two files of one name apart.
    modified = models.BigIntegerField(default=0)
    chunk_size = models.PositiveIntegerField()
    file = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    touched_at = models.DateTimeField(default=clock.now, db_index=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.CheckConstraint(condition=models.Q(size__gt=0, chunk_size__gt=0), name="upload_not_empty"),
            models.CheckConstraint(
                condition=models.Q(file__isnull=True, finished_at__isnull=True)
                | models.Q(file__isnull=False, finished_at__isnull=False),
                name="upload_finished_is_a_file",
            ),
            models.UniqueConstraint(
                fields=["owner", "target", "name", "size", "modified"],
                condition=models.Q(finished_at__isnull=True),
                name="upload_once_under_way",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def chunk_count(self) -> int:
        return -(-self.size // self.chunk_size)

    def size_of(self, number: int) -> int:
        """How many bytes the piece with this number has; the last one is shorter."""
        return min(self.chunk_size, self.size - number * self.chunk_size)


class UploadChunk(models.Model):
    """One piece that has arrived whole, by its SHA-256."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="chunks")
    number = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to="uploads/")
    received_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["upload", "number"], name="uploadchunk_once")]

    def __str__(self) -> str:
        return f"{self.upload_id} {self.number}"
