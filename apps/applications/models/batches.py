"""批量办理: one opinion over many applications, shown before it is done, each row with its own result."""

from django.conf import settings
from django.db import models

from apps.core import clock

from ..choices import BatchOutcome, BatchStatus, BatchVerb
from ..querysets import BatchQuerySet
from ..transitions import BATCH_TRANSITIONS
from .application import Application
from .ladder import ReviewStep


class ReviewBatch(models.Model):
    """What one person decided over a selection. Its rows are the work left and the progress."""

    transitions = BATCH_TRANSITIONS

    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    verb = models.CharField("结论", max_length=20, choices=BatchVerb)
    opinion = models.TextField("意见", blank=True, max_length=1000)
    status = models.CharField("状态", max_length=10, choices=BatchStatus, default=BatchStatus.PREVIEW)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"批量{self.get_verb_display()}"


class ReviewBatchRow(models.Model):
    """One application of a selection, as it was when it was selected, and what came of it."""

    batch = models.ForeignKey(ReviewBatch, on_delete=models.CASCADE, related_name="rows")
    position = models.PositiveIntegerField()
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="+")
    step = models.ForeignKey(ReviewStep, on_delete=models.CASCADE, related_name="+")
    version = models.PositiveIntegerField()
    outcome = models.CharField(max_length=10, choices=BatchOutcome, default=BatchOutcome.OPEN)
    #: In the preview what would come of it, afterwards what did.
    told = models.CharField(max_length=300, blank=True)
    may = models.BooleanField(default=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["batch", "position"]
        constraints = [models.UniqueConstraint(fields=["batch", "step"], name="reviewbatchrow_once")]
        indexes = [models.Index(fields=["batch", "outcome"], name="reviewbatchrow_left")]

    def __str__(self) -> str:
        return f"{self.application}"
