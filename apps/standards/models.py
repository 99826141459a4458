"""Standards as versioned data. What was published never changes: the database refuses it."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.core import clock
from apps.core.history import tracked
from apps.organizations.choices import Sector
from apps.organizations.models import Organization

from .choices import AskStatus, StandardKind, VersionStatus
from .querysets import VersionQuerySet
from .transitions import ASK_TRANSITIONS, VERSION_TRANSITIONS

FROZEN = """
IF EXISTS (SELECT 1 FROM standards_standardversion v
           WHERE v.id = COALESCE(NEW.version_id, OLD.version_id) AND v.status <> 'draft') THEN
    RAISE EXCEPTION 'a published version never changes';
END IF;
RETURN COALESCE(NEW, OLD);
"""


@tracked()
class Standard(models.Model):
    """A standard by its stable code, e.g. ``five_norms`` 五规范.

    ``organization`` is whose office writes it (None: the library that comes with the portal); ``base``
    the standard that it adapts for the organization's subtree.
    """

    code = models.SlugField("代码", max_length=60, unique=True)
    name = models.CharField("名称", max_length=60)
    description = models.CharField("说明", max_length=300, blank=True)
    organization = models.ForeignKey(
        Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="standards", verbose_name="制定单位"
    )
    base = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="adaptations", verbose_name="改编自"
    )
    is_retired = models.BooleanField("停用", default=False)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(base__isnull=True) | Q(organization__isnull=False), name="standard_adaptation_has_owner"
            )
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class StandardVersion(models.Model):
    """One version of a standard. ``definition`` is the whole file minus its criteria.

    ``revision`` counts the edits of a draft: who saves names the revision that was read.
    ``based_on`` is the version from which the draft was made.
    """

    transitions = VERSION_TRANSITIONS

    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField("版次")
    status = models.CharField(max_length=20, choices=VersionStatus, default=VersionStatus.DRAFT)
    kind = models.CharField("类型", max_length=10, choices=StandardKind)
    source = models.CharField("依据", max_length=200)
    definition = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=clock.now)
    published_at = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)
    note = models.CharField("修订说明", max_length=300, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    based_on = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["standard", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["standard", "number"], name="standardversion_number_once"),
            models.UniqueConstraint(
                fields=["standard"],
                condition=Q(status__in=["draft", "review"], created_by__isnull=False),
                name="standardversion_one_draft",  # a file's version is a draft for a moment as well
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="standardversion_number_positive"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="standardversion_frozen",
                operation=pgtrigger.UpdateOf("number", "kind", "source", "definition", "digest", "standard_id"),
                condition=~pgtrigger.Q(old__status="draft"),
            ),
            pgtrigger.Protect(
                name="standardversion_kept", operation=pgtrigger.Delete, condition=~pgtrigger.Q(old__status="draft")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.standard.name}（第 {self.number} 版）"

    @property
    def organization_path(self) -> str:
        """Path of the office that writes the standard; empty for the library."""
        return self.standard.organization.path if self.standard.organization else ""

    def guidance_for(self, sector: str) -> str:
        """How a sector goes about the whole (分类指导); empty where the standard says nothing of it. Never assessed."""
        return str(self.definition.get("guidance", {}).get(sector, ""))


class Criterion(models.Model):
    """A node of a version's tree: sections down to leaves that are judged or scored.

    ``definition`` is the node's mapping as in the YAML, without its children.
    """

    version = models.ForeignKey(StandardVersion, on_delete=models.PROTECT, related_name="criteria")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    code = models.CharField("代码", max_length=80)
    position = models.PositiveIntegerField(help_text="order in the version, depth first")
    depth = models.PositiveSmallIntegerField(default=0)
    is_leaf = models.BooleanField()
    title = models.CharField("指标", max_length=200)
    clause = models.CharField("条款", max_length=60, blank=True)
    points = models.DecimalField("分值", max_digits=7, decimal_places=2, null=True, blank=True)
    definition = models.JSONField(default=dict)

    class Meta:
        ordering = ["version", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="criterion_code_once"),
            models.UniqueConstraint(fields=["version", "position"], name="criterion_position_once"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="criterion_frozen",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=FROZEN,
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def sector_labels(self) -> list[str]:
        """Chinese names of the sectors the node applies to; empty means all."""
        return [Sector(sector).label for sector in self.definition.get("sectors") or []]


class DraftStep(models.Model):
    """What a draft was before an edit, so that the edit can be undone; gone once it is published."""

    version = models.ForeignKey(StandardVersion, on_delete=models.CASCADE, related_name="steps")
    revision = models.PositiveIntegerField(help_text="the revision that the document was")
    words = models.CharField(max_length=200)
    document = models.JSONField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["version", "revision"]
        constraints = [models.UniqueConstraint(fields=["version", "revision"], name="draftstep_revision_once")]

    def __str__(self) -> str:
        return self.words


@tracked()
class NewAsk(models.Model):
    """A leaf that asks the grass roots for what no published standard has asked them before.

    ``kind`` and ``key`` name the input (metric code, or the leaf's own code for a claim); ``fingerprint``
    is the digest of the leaf when it was submitted: an approval holds for what was read.
    """

    transitions = ASK_TRANSITIONS

    version = models.ForeignKey(StandardVersion, on_delete=models.CASCADE, related_name="asks")
    code = models.CharField("指标代码", max_length=80)
    title = models.CharField("指标", max_length=200)
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=80)
    label = models.CharField("填报内容", max_length=200)
    sectors = models.JSONField(default=list)
    reason = models.CharField("理由", max_length=300, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    status = models.CharField(max_length=10, choices=AskStatus, default=AskStatus.OPEN)
    opinion = models.CharField("审批意见", max_length=300, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["version", "pk"]
        constraints = [models.UniqueConstraint(fields=["version", "kind", "key"], name="newask_once")]

    def __str__(self) -> str:
        return f"{self.title}：{self.label}"
