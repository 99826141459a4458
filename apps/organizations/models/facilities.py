"""阵地: places where an organization works, its posts as counts, and the offices held around it."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from apps.core import clock
from apps.core.history import tracked

from ..facility_choices import AroundRole, FacilityKind, FacilityLevel, Obtained, PostKind, RoomKind
from ..querysets import FacilityQuerySet, ScopedPeriodQuerySet, ScopedQuerySet
from ..transitions import FACILITY_VERBS
from .tree import ENDS_AFTER_START, Organization


@tracked()
class Facility(models.Model):
    """One place; building area and usable area (㎡) are told apart."""

    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="facilities", verbose_name="党组织"
    )
    organization_path = models.CharField(max_length=255, db_collation="C")
    kind = models.CharField("阵地类型", max_length=30, choices=FacilityKind)
    name = models.CharField("名称", max_length=100)
    level = models.CharField("级别", max_length=20, choices=FacilityLevel, blank=True)
    building_area = models.DecimalField(
        "建筑面积", max_digits=9, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    usable_area = models.DecimalField(
        "使用面积", max_digits=9, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    obtained = models.CharField("取得方式", max_length=20, choices=Obtained, blank=True)
    opened_on = models.DateField("启用日期", null=True, blank=True)
    address = models.CharField("地址", max_length=200, blank=True)
    zones = models.CharField("功能区", max_length=200, blank=True)
    shared_with = models.CharField("共用单位", max_length=200, blank=True)
    closed_on = models.DateField("停用日期", null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)

    objects = FacilityQuerySet.as_manager()
    transitions = FACILITY_VERBS

    class Meta:
        ordering = ["organization_path", "name", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="facility_has_name"),
            models.CheckConstraint(
                condition=Q(usable_area__isnull=True)
                | Q(building_area__isnull=True)
                | Q(usable_area__lte=F("building_area")),
                name="facility_usable_within_building",
                violation_error_message="使用面积不能大于建筑面积。",
            ),
            models.CheckConstraint(
                condition=(Q(usable_area__isnull=True) | Q(usable_area__gte=0))
                & (Q(building_area__isnull=True) | Q(building_area__gte=0)),
                name="facility_areas_not_negative",
            ),
            models.UniqueConstraint(
                fields=["organization", "name"],
                condition=Q(closed_on__isnull=True),
                name="facility_name_once",
                violation_error_message="该党组织已有同名阵地。",
            ),
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class FacilityRoom(models.Model):
    """How many rooms of a kind a facility has."""

    facility = models.ForeignKey(Facility, on_delete=models.CASCADE, related_name="rooms")
    kind = models.CharField("房间", max_length=20, choices=RoomKind)
    count = models.PositiveSmallIntegerField("间数", validators=[MinValueValidator(1)])

    class Meta:
        ordering = ["facility", "kind"]
        constraints = [models.UniqueConstraint(fields=["facility", "kind"], name="facilityroom_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.count} 间"


@tracked()
class PostCount(models.Model):
    """示范岗, 责任区, 服务窗口 …: how many an organization has; never whose they are."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="posts")
    organization_path = models.CharField(max_length=255, db_collation="C")
    kind = models.CharField("类型", max_length=20, choices=PostKind)
    count = models.PositiveIntegerField("数量")
    updated_at = models.DateTimeField(default=clock.now)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["organization_path", "kind"]
        constraints = [models.UniqueConstraint(fields=["organization", "kind"], name="postcount_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.count} 个"


class OfficeAround(models.Model):
    """An office held around something for a period: a name, a post, a duty, no more."""

    role = models.CharField("身份", max_length=20, choices=AroundRole)
    name = models.CharField("姓名或名称", max_length=60)
    post = models.CharField("单位及职务", max_length=100, blank=True)
    duty = models.CharField("职责分工", max_length=200, blank=True)
    people = models.PositiveSmallIntegerField("人数", default=1, validators=[MinValueValidator(1)])
    started_on = models.DateField("开始日期")
    ended_on = models.DateField("结束日期", null=True, blank=True)

    class Meta:
        abstract = True


@tracked()
class PersonAround(OfficeAround):
    """第一书记, 指导员, 帮扶工作组, 专班 … around an organization; a member names its group."""

    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="people_around", verbose_name="党组织"
    )
    organization_path = models.CharField(max_length=255, db_collation="C")
    group = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="members")

    objects = ScopedPeriodQuerySet.as_manager()

    class Meta:
        ordering = ["organization_path", "role", "-started_on", "id"]
        constraints = [
            models.CheckConstraint(condition=ENDS_AFTER_START, name="personaround_ends_after_start"),
            models.CheckConstraint(
                condition=Q(role=AroundRole.MEMBER, group__isnull=False)
                | (~Q(role=AroundRole.MEMBER) & Q(group__isnull=True)),
                name="personaround_member_of_group",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.name}"
