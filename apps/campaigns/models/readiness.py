"""调查摸底: how ready every organization of the scope is, computed as a job; and the candidates chosen from it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.core import clock
from apps.core.history import tracked
from apps.organizations.choices import Sector
from apps.organizations.models import Organization
from apps.organizations.querysets import ScopedQuerySet
from apps.standards.models import StandardVersion

from ..choices import LITTLE_KNOWN, CandidateStatus, Exemplar, RunStatus
from ..transitions import CANDIDATE_TRANSITIONS, RUN_TRANSITIONS
from .campaigns import Campaign


class ReadinessRun(models.Model):
    """One computation over a campaign's scope. Its chunks are the work left and the progress."""

    transitions = RUN_TRANSITIONS

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="readiness_runs")
    status = models.CharField(max_length=10, choices=RunStatus, default=RunStatus.RUNNING)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    as_of = models.DateField()
    total = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign"], condition=Q(status="running"), name="readinessrun_one_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.campaign} 摸底"


class ReadinessChunk(models.Model):
    """A stretch of the tree, computed in one transaction: its rows and its end stand together."""

    run = models.ForeignKey(ReadinessRun, on_delete=models.CASCADE, related_name="chunks")
    first_path = models.CharField(max_length=255, db_collation="C")
    last_path = models.CharField(max_length=255, db_collation="C")
    size = models.PositiveIntegerField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["run", "first_path"]

    def __str__(self) -> str:
        return f"{self.run} {self.first_path}"


class ReadinessRow(models.Model):
    """How ready one organization is. ``percent`` is the score on a scale of 100, so that standards compare."""

    run = models.ForeignKey(ReadinessRun, on_delete=models.CASCADE, related_name="rows")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    organization_path = models.CharField(max_length=255, db_collation="C")
    sector = models.CharField("领域", max_length=30, choices=Sector)
    version = models.ForeignKey(StandardVersion, on_delete=models.PROTECT, related_name="+")
    score = models.DecimalField("得分", max_digits=10, decimal_places=4, null=True)
    percent = models.DecimalField(max_digits=10, decimal_places=4, null=True)
    decided = models.DecimalField("已有数据", max_digits=5, decimal_places=4, help_text="share of leaves decided, 0..1")
    met = models.PositiveSmallIntegerField()
    unmet = models.PositiveSmallIntegerField()
    undecided = models.PositiveSmallIntegerField()
    passed = models.BooleanField(null=True)
    #: Rank in the whole run, equal ones alike; set when the run ends.
    place = models.PositiveIntegerField("名次", null=True)
    #: The largest gaps: [title, points as text] each, most to gain first.
    gaps = models.JSONField(default=list)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["run", "place", "organization_path"]
        constraints = [models.UniqueConstraint(fields=["run", "organization"], name="readinessrow_once")]
        indexes = [models.Index(fields=["run", "place", "organization_path"], name="readinessrow_ranked")]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.score}"

    @property
    def known_little(self) -> bool:
        """Whether so few leaves are decided that the score says little."""
        return self.decided < LITTLE_KNOWN


@tracked()
class Candidate(models.Model):
    """摸底对象: an organization that its committee proposes for a campaign and the organizer confirms."""

    transitions = CANDIDATE_TRANSITIONS

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="candidates")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", verbose_name="党组织")
    organization_path = models.CharField(max_length=255, db_collation="C")
    status = models.CharField(max_length=10, choices=CandidateStatus, default=CandidateStatus.PROPOSED)
    exemplar = models.CharField("典型类型", max_length=10, choices=Exemplar)
    reason = models.CharField("提名理由", max_length=300)
    proposer = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", verbose_name="提名单位")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=clock.now)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    opinion = models.CharField("意见", max_length=300, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["campaign", "organization_path"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "organization"], name="candidate_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="candidate_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.organization}"
