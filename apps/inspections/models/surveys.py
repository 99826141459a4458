"""The masses' satisfaction: counts on paper, and anonymous ballots behind a QR code."""

import uuid

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from apps.applications.models import Application
from apps.campaigns.models import Campaign
from apps.core import clock
from apps.core.history import tracked
from apps.organizations.models import Organization
from apps.organizations.querysets import ScopedQuerySet

from ..choices import BallotSource, Counting, SurveyAccess, SurveyStatus
from ..querysets import SurveyQuerySet
from ..transitions import SURVEY_TRANSITIONS


@tracked()
class MassSurvey(models.Model):
    """群众测评 counted on paper and typed in by the office: counts only, never who said what."""

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="mass_survey")
    organization_path = models.CharField(max_length=255, db_collation="C")
    held_on = models.DateField("测评日期")
    issued = models.PositiveIntegerField("发出票数", validators=[MinValueValidator(1)])
    satisfied = models.PositiveIntegerField("满意")
    fairly_satisfied = models.PositiveIntegerField("基本满意")
    dissatisfied = models.PositiveIntegerField("不满意")
    no_opinion = models.PositiveIntegerField("不了解", default=0)
    counted_by = models.CharField("计票人", max_length=40)
    supervised_by = models.CharField("监票人", max_length=40)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)

    objects = SurveyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(issued__gte=F("satisfied") + F("fairly_satisfied") + F("dissatisfied") + F("no_opinion")),
                name="masssurvey_returned_within_issued",
            ),
            models.CheckConstraint(condition=~Q(counted_by=F("supervised_by")), name="masssurvey_two_persons"),
        ]

    def __str__(self) -> str:
        return f"{self.application}·群众测评"


@tracked()
class Survey(models.Model):
    """A questionnaire put to the masses at the sites of a campaign. Its results are sealed until it ends."""

    transitions = SURVEY_TRANSITIONS

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="surveys", verbose_name="活动")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", verbose_name="组织单位")
    organization_path = models.CharField(max_length=255, db_collation="C")
    title = models.CharField("标题", max_length=80)
    introduction = models.CharField("说明", max_length=300, blank=True)
    #: ``[{code, title, kind: satisfaction|choice|text, options: [{code, title, value|None}]}]``; a value is percent.
    questions = models.JSONField("题目")
    #: ``[{code, title, weight}]``: who answers; weights are percent and add up to 100.
    groups = models.JSONField("测评对象")
    counting = models.CharField("计分办法", max_length=10, choices=Counting, default=Counting.VALUES)
    access = models.CharField("参与方式", max_length=10, choices=SurveyAccess, default=SurveyAccess.OPEN)
    opens_at = models.DateTimeField("开始时间")
    closes_at = models.DateTimeField("截止时间")
    status = models.CharField(max_length=20, choices=SurveyStatus, default=SurveyStatus.DRAFT)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-opens_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="survey_closes_after_opening")
        ]

    def __str__(self) -> str:
        return self.title


@tracked()
class SurveySite(models.Model):
    """A site that is asked about, with the address behind its QR code."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="survey_sites")
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="sites")
    organization_path = models.CharField(max_length=255, db_collation="C")
    #: Part of the public address; 128 random bits as 22 letters, digits, - and _.
    token = models.CharField(max_length=22, unique=True)
    #: Group → question → option → ballots, written when the survey ends; until then nobody counts.
    tally = models.JSONField(null=True, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["survey", "application"], name="surveysite_once")]

    def __str__(self) -> str:
        return f"{self.application}·{self.survey}"


class SurveyCode(models.Model):
    """A printed single-use code, kept as its hash. No time, no history: nothing ties it to a ballot."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    site = models.ForeignKey(SurveySite, on_delete=models.PROTECT, related_name="codes")
    group = models.CharField(max_length=20)
    digest = models.CharField(max_length=64)
    used = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "digest"], name="surveycode_once")]

    def __str__(self) -> str:
        return self.group


class Ballot(models.Model):
    """One anonymous answer. The day alone is kept, the key is random, and there is no history."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    site = models.ForeignKey(SurveySite, on_delete=models.PROTECT, related_name="ballots")
    group = models.CharField("身份", max_length=20)
    source = models.CharField("来源", max_length=10, choices=BallotSource)
    #: Question code → option code or text.
    answers = models.JSONField()
    given_on = models.DateField()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["site", "group"], name="ballot_of_site")]

    def __str__(self) -> str:
        return self.get_source_display()


@tracked()
class BallotCount(models.Model):
    """How many ballots went out and came back at a site's meeting, by group (发出、收回、有效)."""

    site = models.ForeignKey(SurveySite, on_delete=models.PROTECT, related_name="counts")
    group = models.CharField(max_length=20)
    held_on = models.DateField("会议日期")
    issued = models.PositiveIntegerField("发出票数", validators=[MinValueValidator(1)])
    received = models.PositiveIntegerField("收回票数")
    valid = models.PositiveIntegerField("有效票数")
    counted_by = models.CharField("计票人", max_length=40)
    supervised_by = models.CharField("监票人", max_length=40)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "group", "held_on"], name="ballotcount_once"),
            models.CheckConstraint(condition=Q(received__gte=F("valid")), name="ballotcount_valid_within_received"),
            models.CheckConstraint(condition=~Q(counted_by=F("supervised_by")), name="ballotcount_two_persons"),
        ]

    def __str__(self) -> str:
        return f"{self.site} {self.held_on}"

    @property
    def is_void(self) -> bool:
        """More came back than went out: the round of ballots is invalid (收回多于发出，测评无效)."""
        return self.received > self.issued
