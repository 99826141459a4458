"""The tree of Party organizations and who works in it."""

import datetime as dt

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from treebeard.mp_tree import MP_Node

from apps.accounts.choices import Role
from apps.core import clock
from apps.core.history import tracked

from ..choices import GrantSource, Kind, Level, Sector
from ..querysets import OrganizationManager, PeriodQuerySet, lineage
from ..transitions import MEMBERSHIP_VERBS, ORGANIZATION_VERBS

#: The last day counts. The day before the first says that it was taken back before it was ever in force.
ENDS_AFTER_START = Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on") - dt.timedelta(days=1))


@tracked(exclude=["path", "numchild", "depth"])
class Organization(MP_Node):
    """A Party organization. Its place in the tree (隶属关系) decides who reviews and who sees it."""

    path = models.CharField(max_length=255, unique=True, db_collation="C")
    code = models.CharField("组织代码", max_length=40, unique=True)
    name = models.CharField("组织全称", max_length=120)
    short_name = models.CharField("简称", max_length=60)
    initials = models.CharField("拼音首字母", max_length=120, blank=True, db_index=True)
    sort_key = models.CharField(max_length=400, blank=True)
    kind = models.CharField("组织类别", max_length=30, choices=Kind)
    level = models.CharField("层级", max_length=20, choices=Level)
    sector = models.CharField("领域", max_length=30, choices=Sector)
    division_code = models.CharField("行政区划代码", max_length=12, blank=True)
    established_on = models.DateField("成立日期", null=True, blank=True)
    address = models.CharField("地址", max_length=200, blank=True)
    longitude = models.DecimalField("经度", max_digits=9, decimal_places=6, null=True, blank=True)
    latitude = models.DecimalField("纬度", max_digits=9, decimal_places=6, null=True, blank=True)
    contact_name = models.CharField("联系人", max_length=40, blank=True)
    contact_phone = models.CharField("联系电话", max_length=20, blank=True)
    stars = models.PositiveSmallIntegerField("星级", default=0, validators=[MaxValueValidator(5)])
    is_weak = models.BooleanField("软弱涣散（后进）", default=False)
    next_election_on = models.DateField("下次换届日期", null=True, blank=True)
    #: Of kinds with an end (临时, 攻坚型, 功能型): due on this day, closed by the office.
    ends_on = models.DateField("存续至", null=True, blank=True)
    weak_since = models.DateField("列入整顿日期", null=True, blank=True)
    weak_target_stars = models.PositiveSmallIntegerField(
        "整顿目标（星级）", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    weak_due_on = models.DateField("整顿期限", null=True, blank=True)
    closed_on = models.DateField("撤销日期", null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)

    objects = OrganizationManager()
    transitions = ORGANIZATION_VERBS

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="organization_has_name"),
            models.CheckConstraint(condition=Q(stars__lte=5), name="organization_stars_at_most_five"),
        ]
        indexes = [models.Index(fields=["level", "sector"], name="organization_level_sector")]

    def __str__(self) -> str:
        return self.name

    @property
    def organization_path(self) -> str:
        return self.path

    def ancestor_paths(self) -> list[str]:
        """Paths of all ancestors, root first, computed from the own path without a query."""
        return lineage(self.path)[:-1]


@tracked()
class Membership(models.Model):
    """A person's role for an organization over a period. The only source of permissions."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships", verbose_name="人员"
    )
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="memberships", verbose_name="党组织"
    )
    role = models.CharField("角色", max_length=30, choices=Role)
    title = models.CharField("职务", max_length=40, blank=True)
    started_on = models.DateField("开始日期")
    ended_on = models.DateField("结束日期", null=True, blank=True)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField("授权依据", max_length=200, blank=True)

    objects = PeriodQuerySet.as_manager()
    transitions = MEMBERSHIP_VERBS

    class Meta:
        ordering = ["-started_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=ENDS_AFTER_START, name="membership_ends_after_start"),
            models.UniqueConstraint(
                fields=["user", "organization", "role"],
                condition=Q(ended_on__isnull=True),
                name="membership_current_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}（{self.organization}）"

    @property
    def organization_path(self) -> str:
        return self.organization.path


@tracked()
class AccessGrant(models.Model):
    """Reach given to one person over one organization by something above this app (a visit, a belt)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="grants")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="grants")
    organization_path = models.CharField(max_length=255, db_collation="C")
    source = models.CharField(max_length=20, choices=GrantSource)
    source_key = models.CharField(max_length=40)
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=ENDS_AFTER_START, name="accessgrant_ends_after_start"),
            models.UniqueConstraint(fields=["user", "organization", "source", "source_key"], name="accessgrant_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.organization}"


@tracked()
class LeaderLink(models.Model):
    """领导联系点: a leader is linked to an organization for a period and owes contact visits."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="leader_links", verbose_name="联系领导"
    )
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="leader_links", verbose_name="联系点"
    )
    organization_path = models.CharField(max_length=255, db_collation="C")
    visits_owed = models.PositiveSmallIntegerField("每年应到次数", default=2)
    started_on = models.DateField("开始日期")
    ended_on = models.DateField("结束日期", null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        ordering = ["organization_path"]
        constraints = [
            models.CheckConstraint(condition=ENDS_AFTER_START, name="leaderlink_ends_after_start"),
            models.UniqueConstraint(
                fields=["user", "organization"], condition=Q(ended_on__isnull=True), name="leaderlink_current_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}联系{self.organization}"
