"""Names and what they stand for: brands, belts, designations with their plaques."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from apps.applications.models import Application
from apps.campaigns.models import Campaign
from apps.core import clock
from apps.core.history import tracked
from apps.organizations.models import Organization
from apps.organizations.querysets import ScopedQuerySet

from .choices import BrandStage, DesignationStatus, Theme
from .querysets import BeltQuerySet
from .transitions import BRAND_TRANSITIONS, DESIGNATION_TRANSITIONS


def new_token() -> str:
    """An unguessable word for the plaque's QR code (128 bits)."""
    return secrets.token_urlsafe(16)


@tracked()
class Designation(models.Model):
    """命名: a numbered title with a certificate that anyone can verify."""

    transitions = DESIGNATION_TRANSITIONS

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="designation")
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="designations")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="designations", verbose_name="命名单位"
    )
    organization_path = models.CharField(max_length=255, db_collation="C")
    number = models.CharField("证书编号", max_length=60, unique=True)
    title = models.CharField("称号", max_length=100)
    issuer = models.CharField("命名机关", max_length=100)
    decision_number = models.CharField("命名文号", max_length=60)
    token = models.CharField(max_length=40, unique=True, default=new_token)
    named_on = models.DateField("命名日期")
    valid_until = models.DateField("有效期至")
    status = models.CharField(max_length=20, choices=DesignationStatus, default=DesignationStatus.VALID)
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-named_on", "number"]
        constraints = [
            models.CheckConstraint(condition=Q(valid_until__gt=F("named_on")), name="designation_valid_after_naming")
        ]

    def __str__(self) -> str:
        return f"{self.organization.short_name}·{self.title}"


@tracked()
class Brand(models.Model):
    """党建品牌 with its 四有一好 profile. ``status`` is its stage."""

    transitions = BRAND_TRANSITIONS

    organization = models.OneToOneField(
        Organization, on_delete=models.PROTECT, related_name="brand", verbose_name="党组织"
    )
    organization_path = models.CharField(max_length=255, db_collation="C")
    application = models.ForeignKey(Application, null=True, blank=True, on_delete=models.PROTECT, related_name="brands")
    name = models.CharField("品牌名称", max_length=60)
    theme = models.CharField("主题", max_length=30, choices=Theme, blank=True)
    meaning = models.TextField("内涵", max_length=1000, blank=True)
    norms = models.TextField("规范", max_length=1000, blank=True)
    vehicle = models.TextField("载体", max_length=1000, blank=True)
    effect = models.TextField("作用发挥", max_length=1000, blank=True)
    registry_number = models.CharField("备案号", max_length=40, unique=True, null=True, blank=True)
    status = models.CharField("阶段", max_length=20, choices=BrandStage, default=BrandStage.CULTIVATING)
    created_at = models.DateTimeField(default=clock.now)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["organization_path"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("branding:brand", args=[self.pk])


@tracked()
class Belt(models.Model):
    """示范带: sites strung along a road, in order (串点成线、以线成带)."""

    campaign = models.ForeignKey(
        Campaign, null=True, blank=True, on_delete=models.PROTECT, related_name="belts", verbose_name="活动"
    )
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="belts", verbose_name="牵头党组织"
    )
    organization_path = models.CharField(max_length=255, db_collation="C")
    name = models.CharField("示范带名称", max_length=60)
    road = models.CharField("沿线", max_length=60, blank=True)
    summary = models.TextField("简介", max_length=1000, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    objects = BeltQuerySet.as_manager()

    class Meta:
        ordering = ["organization_path", "name"]

    def __str__(self) -> str:
        return self.name


@tracked()
class BeltStation(models.Model):
    """A site on a belt; ``position`` counts along the road from 1."""

    belt = models.ForeignKey(Belt, on_delete=models.CASCADE, related_name="stations")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="stations", verbose_name="站点"
    )
    organization_path = models.CharField(max_length=255, db_collation="C")
    position = models.PositiveSmallIntegerField("顺序")
    note = models.CharField("看点", max_length=100, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["belt", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["belt", "position"], name="beltstation_position_once", deferrable=models.Deferrable.DEFERRED
            ),
            models.UniqueConstraint(fields=["belt", "organization"], name="beltstation_site_once"),
        ]

    def __str__(self) -> str:
        return f"{self.belt}第{self.position}站"
