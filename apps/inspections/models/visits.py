"""Visits: a team at a site, what it verified, and what several scorers gave."""

import uuid
from collections.abc import Iterable

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from apps.applications.models import Application
from apps.core import clock
from apps.core.history import tracked
from apps.organizations.models import Organization
from apps.standards.models import Criterion

from ..choices import OPEN_VISITS, Method, ResultVerdict, VisitStatus
from ..querysets import VisitQuerySet
from ..transitions import VISIT_TRANSITIONS
from .rounds import Round, RoundCheck


@tracked()
class Visit(models.Model):
    """One team at one site. The id may be made on the phone: sending a visit twice stores it once."""

    transitions = VISIT_TRANSITIONS

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="visits", verbose_name="督查批次")
    #: None where a committee is inspected as such (分级督查): it answers the round's own questions.
    application = models.ForeignKey(
        Application, null=True, blank=True, on_delete=models.PROTECT, related_name="visits", verbose_name="申报"
    )
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="visits", verbose_name="被检查单位"
    )
    organization_path = models.CharField(max_length=255, db_collation="C")
    scheduled_on = models.DateField("计划日期")
    status = models.CharField(max_length=20, choices=VisitStatus, default=VisitStatus.PLANNED)
    methods = ArrayField(
        models.CharField(max_length=20, choices=Method), verbose_name="检查方式", default=list, blank=True
    )
    counterpart = models.CharField("陪同人员", max_length=80, blank=True)
    summary = models.TextField("总体评价", blank=True, max_length=2000)
    highlights = models.TextField("亮点", blank=True, max_length=1000)
    scheduled_time = models.TimeField("计划时间", null=True, blank=True)
    #: Place in the route of its day, from 1; None until a route is laid.
    position = models.PositiveSmallIntegerField("次序", null=True, blank=True)
    #: When the site was told in advance; None for 四不两直 and before the notice.
    told_at = models.DateTimeField(null=True, blank=True)
    #: Where the record was made: only with consent, never required. WGS 84 degrees; metres.
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    accuracy = models.PositiveIntegerField(null=True, blank=True)
    #: The record came in after its round had been closed.
    late = models.BooleanField("逾期上传", default=False)
    started_at = models.DateTimeField("到达时间", null=True, blank=True)
    ended_at = models.DateTimeField("离开时间", null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)

    objects = VisitQuerySet.as_manager()

    class Meta:
        ordering = ["scheduled_on", "organization_path"]
        indexes = [
            models.Index(fields=["round", "scheduled_on", "position"], name="visit_of_round_by_day"),
            models.Index(fields=["scheduled_on", "organization_path"], name="visit_by_day"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "application"], condition=~Q(status="cancelled"), name="visit_once_a_round"
            ),
            models.UniqueConstraint(
                fields=["round", "organization"],
                condition=Q(application=None) & ~Q(status="cancelled"),
                name="visit_committee_once_a_round",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(started_at__isnull=True) | Q(ended_at__gte=F("started_at")),
                name="visit_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None) | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="visit_position_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization.short_name}·{self.round.name}"

    @property
    def method_labels(self) -> list[str]:
        """Chinese names of the methods used."""
        return [Method(method).label for method in self.methods]

    @property
    def team(self) -> list["VisitMember"]:
        """Its people, the head first."""
        return sorted(self.members.all(), key=lambda member: (not member.is_lead, member.pk))

    @property
    def team_words(self) -> str:
        return words_of_team((member.user.name, member.is_lead) for member in self.team)

    @property
    def standard_version_id(self) -> int | None:
        """The standard whose leaves are verified; none where a committee is visited as such."""
        return self.application.standard_version_id if self.application else None

    @property
    def is_of_committee(self) -> bool:
        """Whether a committee is visited as such, without an application."""
        return self.application_id is None

    @property
    def questions(self) -> "models.QuerySet[RoundCheck]":
        """The round's own questions that this visit answers."""
        return self.round.checks.filter(committees=self.is_of_committee)

    @property
    def is_open(self) -> bool:
        """Whether the team may still write in it."""
        return self.status in OPEN_VISITS


def words_of_team(people: Iterable[tuple[str, bool]]) -> str:
    """Names, each with whether the person leads."""
    return "、".join(f"{name}{'（组长）' if is_lead else ''}" for name, is_lead in people)


@tracked()
class VisitMember(models.Model):
    """An inspector of a visit's team."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="visit_memberships", verbose_name="督导员"
    )
    is_lead = models.BooleanField("组长", default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["visit", "user"], name="visitmember_once"),
            models.UniqueConstraint(fields=["visit"], condition=Q(is_lead=True), name="visitmember_one_lead"),
        ]

    def __str__(self) -> str:
        return self.user.name


@tracked()
class VisitResult(models.Model):
    """What the team verified for one leaf, in typed columns, beside what was claimed at that time."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="results")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField("结论", max_length=20, choices=ResultVerdict)
    value = models.DecimalField("核实值", max_digits=18, decimal_places=4, null=True, blank=True)
    members = models.JSONField("核实具备项", default=list, blank=True)
    #: Numbers of metrics that the leaf reads beside its own value, as text by metric code.
    figures = models.JSONField("核实数据", default=dict, blank=True)
    #: What further jurors gave, beside ``value`` or the level in ``members``: numbers as text, or level codes.
    scores = models.JSONField("其他评委评分", default=list, blank=True)
    #: Of several scorers: their mean before they were brought to one scale; ``value`` is after it.
    raw = models.DecimalField("校准前评分", max_digits=18, decimal_places=4, null=True, blank=True)
    note = models.CharField("说明", max_length=500, blank=True)

    class Meta:
        ordering = ["visit", "criterion__position"]
        constraints = [models.UniqueConstraint(fields=["visit", "criterion"], name="visitresult_once")]

    def __str__(self) -> str:
        return f"{self.criterion} {self.get_verdict_display()}"


@tracked()
class VisitTalk(models.Model):
    """What was seen by one method: with whom the team spoke, what it read, in short."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="talks")
    position = models.PositiveSmallIntegerField()
    method = models.CharField("检查方式", max_length=20, choices=Method)
    counterpart = models.CharField("对象", max_length=80, blank=True)
    summary = models.CharField("情况", max_length=1000)

    class Meta:
        ordering = ["visit", "position"]
        constraints = [models.UniqueConstraint(fields=["visit", "position"], name="visittalk_position")]

    def __str__(self) -> str:
        return self.summary[:40]


@tracked()
class CheckResult(models.Model):
    """What the team answered to one of the round's own questions."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="check_results")
    check_item = models.ForeignKey(RoundCheck, on_delete=models.PROTECT, related_name="results")
    verdict = models.CharField("结论", max_length=20, choices=ResultVerdict)
    note = models.CharField("说明", max_length=500, blank=True)

    class Meta:
        ordering = ["visit", "check_item__position"]
        constraints = [models.UniqueConstraint(fields=["visit", "check_item"], name="checkresult_once")]

    def __str__(self) -> str:
        return f"{self.check_item} {self.get_verdict_display()}"


@tracked()
class ScorerResult(models.Model):
    """What one of several scorers gave for one leaf (观摩评审、擂台); the visit's result is made of them."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="scorer_results")
    scorer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="评委"
    )
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField("结论", max_length=20, choices=ResultVerdict)
    value = models.DecimalField("评分", max_digits=18, decimal_places=4, null=True, blank=True)
    #: What is ticked, and the code of the grade where the leaf is judged by grades.
    members = models.JSONField(default=list, blank=True)
    figures = models.JSONField(default=dict, blank=True)
    note = models.CharField("理由", max_length=500, blank=True)
    given_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["visit", "criterion__position", "scorer"]
        constraints = [models.UniqueConstraint(fields=["visit", "scorer", "criterion"], name="scorerresult_once")]

    def __str__(self) -> str:
        return f"{self.criterion} {self.scorer}"
