"""How the tree came to be what it is, and the history of stars; so that the past reads with the names of its day."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from apps.core import clock
from apps.core.history import tracked

from ..history_choices import ChangeKind, JointRole
from ..querysets import ScopedPeriodQuerySet, ScopedQuerySet
from .tree import ENDS_AFTER_START, Organization


@tracked()
class TreeChange(models.Model):
    """One act on the tree, with what was before it. ``on`` is the day from which it holds."""

    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="tree_changes", verbose_name="党组织"
    )
    organization_path = models.CharField(max_length=255, db_collation="C")
    kind = models.CharField("变更", max_length=10, choices=ChangeKind)
    on = models.DateField("生效日期")
    reason = models.CharField("理由", max_length=200, blank=True)
    document_number = models.CharField("批复文号", max_length=60, blank=True)
    #: Merge: the organization it became part of. Split: the one it came from.
    counterpart = models.ForeignKey(
        Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="对方党组织"
    )
    name_before = models.CharField(max_length=120, blank=True)
    name_after = models.CharField(max_length=120, blank=True)
    short_name_before = models.CharField(max_length=60, blank=True)
    short_name_after = models.CharField(max_length=60, blank=True)
    kind_before = models.CharField(max_length=30, blank=True)
    kind_after = models.CharField(max_length=30, blank=True)
    sector_before = models.CharField(max_length=30, blank=True)
    sector_after = models.CharField(max_length=30, blank=True)
    level_before = models.CharField(max_length=20, blank=True)
    level_after = models.CharField(max_length=20, blank=True)
    parent_before = models.ForeignKey(Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    parent_after = models.ForeignKey(Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    #: Of their day: these two are never refreshed.
    path_before = models.CharField(max_length=255, blank=True, db_collation="C")
    path_after = models.CharField(max_length=255, blank=True, db_collation="C")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-id"]
        indexes = [models.Index(fields=["on", "id"], name="treechange_day")]

    def __str__(self) -> str:
        return f"{self.organization} {self.get_kind_display()}"


@tracked()
class StarChange(models.Model):
    """评星定级: from how many stars to how many, from which day, on what basis."""

    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="star_changes", verbose_name="党组织"
    )
    organization_path = models.CharField(max_length=255, db_collation="C")
    stars_before = models.PositiveSmallIntegerField(validators=[MaxValueValidator(5)])
    stars_after = models.PositiveSmallIntegerField("星级", validators=[MaxValueValidator(5)])
    on = models.DateField("评定日期")
    reason = models.CharField("评定理由", max_length=200, blank=True)
    document_number = models.CharField("文号", max_length=60, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(stars_before__lte=5, stars_after__lte=5), name="starchange_at_most_five")
        ]

    def __str__(self) -> str:
        return f"{self.organization} {self.stars_after}星"


@tracked()
class JointMember(models.Model):
    """A member of a joint organization (社区大党委, 街道大工委, 产业链党建联盟): in which role, how many people, how long."""

    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="joint_members", verbose_name="联合党组织"
    )
    organization_path = models.CharField(max_length=255, db_collation="C")
    member = models.ForeignKey(
        Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="joined", verbose_name="成员党组织"
    )
    name = models.CharField("成员单位", max_length=100, blank=True, help_text="不在本平台的填单位名称")
    role = models.CharField("担任", max_length=20, choices=JointRole, default=JointRole.MEMBER)
    people = models.PositiveSmallIntegerField("人数", default=1, validators=[MinValueValidator(1)])
    started_on = models.DateField("开始日期")
    ended_on = models.DateField("结束日期", null=True, blank=True)

    objects = ScopedPeriodQuerySet.as_manager()

    class Meta:
        ordering = ["organization_path", "role", "id"]
        constraints = [
            models.CheckConstraint(condition=ENDS_AFTER_START, name="jointmember_ends_after_start"),
            models.CheckConstraint(condition=Q(member__isnull=False) | ~Q(name=""), name="jointmember_is_somebody"),
        ]

    def __str__(self) -> str:
        return self.shown

    @property
    def shown(self) -> str:
        """The member's name as people read it."""
        return self.member.short_name if self.member else self.name
