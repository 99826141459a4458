"""单位台账: what has, or should have, a Party organization, and the eight things to be clear about (八个清)."""

import datetime as dt

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from apps.core import clock
from apps.core.history import tracked

from ..clarity import Clear, clarity_of
from ..querysets import UnitQuerySet
from ..transitions import UNIT_VERBS
from ..unit_choices import Established, Operating, SecretaryFrom, UnitActivity, UnitKind, UnitVenue
from .tree import Organization

CREDIT_CODE = RegexValidator(r"^[0-9A-Z]{18}$", "统一社会信用代码为18位数字和大写字母。")


@tracked()
class Unit(models.Model):
    """One unit in the ledger of the Party organization that answers for it. People are counted, never listed."""

    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="units", verbose_name="负责的党组织"
    )
    organization_path = models.CharField(max_length=255, db_collation="C")
    kind = models.CharField("单位类别", max_length=30, choices=UnitKind)
    name = models.CharField("单位名称", max_length=100)
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True, validators=[CREDIT_CODE])
    operating = models.CharField("运行状态", max_length=20, choices=Operating, blank=True)
    employees = models.PositiveIntegerField("从业人员", null=True, blank=True)
    members = models.PositiveIntegerField("党员", null=True, blank=True)
    full_members = models.PositiveIntegerField("正式党员", null=True, blank=True)
    investor_is_member = models.BooleanField("出资人是党员", null=True, blank=True)
    established = models.CharField("组建方式", max_length=20, choices=Established, blank=True)
    party_organization = models.ForeignKey(
        Organization,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="covered_units",
        verbose_name="所建党组织",
    )
    superior = models.CharField("隶属的上级党组织", max_length=100, blank=True)
    secretary_from = models.CharField("党组织书记", max_length=20, choices=SecretaryFrom, blank=True)
    activity = models.CharField("组织活动", max_length=20, choices=UnitActivity, blank=True)
    venue = models.CharField("活动场所", max_length=20, choices=UnitVenue, blank=True)
    instructors = models.PositiveSmallIntegerField("选派指导员", null=True, blank=True)
    instructor_since = models.DateField("选派开始", null=True, blank=True)
    instructor_until = models.DateField("选派结束", null=True, blank=True)
    verified_on = models.DateField("最近核实", null=True, blank=True)
    removed_on = models.DateField("移出台账", null=True, blank=True)
    remove_reason = models.CharField("移出理由", max_length=200, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)

    objects = UnitQuerySet.as_manager()
    transitions = UNIT_VERBS

    class Meta:
        ordering = ["organization_path", "name", "id"]
        indexes = [models.Index(fields=["organization_path", "kind"], name="unit_ledger")]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="unit_has_name"),
            models.CheckConstraint(
                condition=Q(members__isnull=True) | Q(full_members__isnull=True) | Q(full_members__lte=F("members")),
                name="unit_full_members_are_members",
                violation_error_message="正式党员不能多于党员总数。",
            ),
            models.CheckConstraint(
                condition=Q(party_organization__isnull=True) | ~Q(established__in=["", Established.NONE]),
                name="unit_organization_means_established",
                violation_error_message="选了所建党组织，组建方式不能是“未建”或空。",
            ),
            models.CheckConstraint(
                condition=Q(instructor_until__isnull=True)
                | (Q(instructor_since__isnull=False) & Q(instructor_until__gte=F("instructor_since"))),
                name="unit_instructor_period",
                violation_error_message="选派结束不能早于选派开始。",
            ),
            models.UniqueConstraint(
                fields=["credit_code"],
                condition=Q(removed_on__isnull=True) & ~Q(credit_code=""),
                name="unit_credit_code_once",
                violation_error_message="该统一社会信用代码已在其他台账中。",
            ),
            models.UniqueConstraint(
                fields=["organization", "name"],
                condition=Q(removed_on__isnull=True),
                name="unit_name_once",
                violation_error_message="该党组织的台账中已有同名单位。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def clarity(self) -> list[Clear]:
        """The eight 清, each with whether its group is filled."""
        return clarity_of(self)

    @property
    def clear_count(self) -> int:
        """How many of the eight are clear."""
        return sum(each.is_clear for each in self.clarity)

    @property
    def is_stale(self) -> bool:
        """Never verified, or longer ago than the setting says."""
        return self.verified_on is None or self.verified_on < stale_before()


def stale_before() -> dt.date:
    """Verified before this day counts as stale (setting ``UNIT_STALE_DAYS``, 180)."""
    return clock.today() - dt.timedelta(days=settings.UNIT_STALE_DAYS)
