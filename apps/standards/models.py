"""Standards as versioned data. A published version never changes: the database refuses it."""

import pgtrigger
from django.db import models
from django.db.models import Q

from apps.core import clock
from apps.core.history import tracked
from apps.organizations.choices import Sector

from .choices import StandardKind, VersionStatus
from .transitions import VERSION_TRANSITIONS

FROZEN = """
IF EXISTS (SELECT 1 FROM standards_standardversion v
           WHERE v.id = COALESCE(NEW.version_id, OLD.version_id) AND v.status <> 'draft') THEN
    RAISE EXCEPTION 'a published version never changes';
END IF;
RETURN COALESCE(NEW, OLD);
"""


class Standard(models.Model):
    """A standard by its stable code, e.g. ``five_norms`` 五规范."""

    code = models.SlugField("代码", max_length=60, unique=True)
    name = models.CharField("名称", max_length=60)
    description = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


@tracked()
class StandardVersion(models.Model):
    """One version of a standard. ``definition`` is the whole file minus its criteria."""

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

    class Meta:
        ordering = ["standard", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["standard", "number"], name="standardversion_number_once"),
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
