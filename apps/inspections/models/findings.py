"""Findings, from the notice over the answer to the closing, with what may happen between."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from apps.applications.models import Application
from apps.core import clock
from apps.core.history import tracked
from apps.organizations.models import Organization
from apps.standards.models import Criterion

from ..choices import OWED, BulletinStatus, FindingStatus, Recheck, RequestKind, RequestStatus, Rung, Severity
from ..querysets import BulletinQuerySet, FindingQuerySet, LetterQuerySet, NoticeQuerySet
from ..transitions import BULLETIN_TRANSITIONS, FINDING_TRANSITIONS, REQUEST_TRANSITIONS
from .rounds import Round
from .visits import Visit


@tracked()
class Finding(models.Model):
    """A problem found at a site, with a deadline. Overdue is derived from the date, never stored."""

    transitions = FINDING_TRANSITIONS

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="findings")
    #: Of the visit: None where a committee was inspected as such.
    application = models.ForeignKey(
        Application, null=True, blank=True, on_delete=models.PROTECT, related_name="findings"
    )
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="findings", verbose_name="整改单位"
    )
    organization_path = models.CharField(max_length=255, db_collation="C")
    criterion = models.ForeignKey(
        Criterion, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="对应指标"
    )
    severity = models.CharField("程度", max_length=10, choices=Severity, default=Severity.MINOR)
    description = models.CharField("问题", max_length=500)
    demand = models.CharField("整改要求", max_length=500, blank=True)
    due_on = models.DateField("整改期限")
    status = models.CharField(max_length=20, choices=FindingStatus, default=FindingStatus.OPEN)
    #: 立行立改: to be put right at once; its clock runs in days of its own.
    at_once = models.BooleanField("立行立改", default=False)
    #: 重点督办: followed by the office itself until it is closed.
    key = models.BooleanField("重点督办", default=False)
    #: The newest earlier finding of the same clause at the same site.
    repeats = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="repeated_by", verbose_name="重复问题"
    )
    notice = models.ForeignKey(
        "RectificationNotice", null=True, blank=True, on_delete=models.PROTECT, related_name="findings"
    )
    #: Made on the phone; the same finding sent twice is one.
    client_id = models.UUIDField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    found_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    found_at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [models.Index(fields=["organization_path", "status", "due_on"], name="finding_ledger")]
        constraints = [
            models.CheckConstraint(condition=~Q(description=""), name="finding_has_description"),
            models.UniqueConstraint(
                fields=["visit", "client_id"], condition=Q(client_id__isnull=False), name="finding_once_from_phone"
            ),
        ]

    def __str__(self) -> str:
        return self.description[:40]

    @property
    def is_owed(self) -> bool:
        """Whether the site has to answer now."""
        return self.status in OWED and not self.is_paused

    @property
    def is_paused(self) -> bool:
        """A dispute waits for its answer: the clock stands still. Lists bring it along (``for_table``)."""
        known = getattr(self, "paused", None)
        if known is None:
            known = self.requests.filter(kind=RequestKind.DISPUTE, status=RequestStatus.WAITING).exists()
        return bool(known)

    @property
    def is_overdue(self) -> bool:
        """Late by today's date; what waits for a re-check is not late."""
        return self.is_owed and self.due_on < clock.today()


@tracked()
class Rectification(models.Model):
    """One answer to a finding and the re-check of it; a thread of several until closed."""

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="rectifications")
    text = models.TextField("整改情况", max_length=2000)
    #: How the re-inspection was made; empty until it was.
    checked_how = models.CharField("复查方式", max_length=10, choices=Recheck, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(default=clock.now)
    accepted = models.BooleanField("复查通过", null=True, blank=True)
    opinion = models.CharField("复查意见", max_length=500, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    checked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["finding", "answered_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(checked_by=None) | ~Q(checked_by=F("answered_by")), name="rectification_checked_by_another"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:40]

    @property
    def organization_path(self) -> str:
        return self.finding.organization_path


@tracked()
class RectificationNotice(models.Model):
    """整改通知书: the findings of one visit, told to the site in a numbered letter."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="notices")
    organization_path = models.CharField(max_length=255, db_collation="C")
    issuer = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", verbose_name="发文单位")
    number = models.CharField("文号", max_length=40)
    text = models.TextField("要求", max_length=2000, blank=True)
    issued_on = models.DateField("印发日期")
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(default=clock.now)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    received_at = models.DateTimeField("签收时间", null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_on", "-id"]
        constraints = [models.UniqueConstraint(fields=["issuer", "number"], name="rectificationnotice_number")]

    def __str__(self) -> str:
        return self.number


@tracked()
class RectificationPlan(models.Model):
    """整改方案: how and by when the site will put a finding right, before it answers."""

    finding = models.OneToOneField(Finding, on_delete=models.PROTECT, related_name="plan")
    measure = models.CharField("整改措施", max_length=1000)
    responsible = models.CharField("责任人", max_length=40)
    promised_on = models.DateField("计划完成")
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    planned_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.measure[:40]

    @property
    def organization_path(self) -> str:
        return self.finding.organization_path


@tracked()
class FindingRequest(models.Model):
    """What a site asks about a finding: more time (延期), or that it is no problem of its (申辩)."""

    transitions = REQUEST_TRANSITIONS

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="requests")
    kind = models.CharField("类型", max_length=10, choices=RequestKind)
    reason = models.CharField("理由", max_length=1000)
    new_due_on = models.DateField("申请延至", null=True, blank=True)
    status = models.CharField(max_length=20, choices=RequestStatus, default=RequestStatus.WAITING)
    opinion = models.CharField("答复", max_length=500, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["finding", "asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["finding", "kind"], condition=Q(status="waiting"), name="findingrequest_one_waiting"
            ),
            models.CheckConstraint(
                condition=Q(kind="extension", new_due_on__isnull=False) | Q(kind="dispute", new_due_on=None),
                name="findingrequest_day_of_extension",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")), name="findingrequest_decided_by_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.reason[:30]}"

    @property
    def organization_path(self) -> str:
        return self.finding.organization_path


@tracked()
class SupervisionLetter(models.Model):
    """One letter of the escalation 督办 → 督查指导 → 提醒 → 告诫 → 问责 about a finding."""

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="letters")
    organization_path = models.CharField(max_length=255, db_collation="C")
    rung = models.CharField("措施", max_length=12, choices=Rung)
    issuer = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", verbose_name="发出单位")
    number = models.CharField("文号", max_length=40)
    text = models.CharField("内容", max_length=1000)
    due_on = models.DateField("限期")
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(default=clock.now)
    answer = models.CharField("答复", max_length=1000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["finding", "issued_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["finding", "rung"], name="supervisionletter_rung_once"),
            models.UniqueConstraint(fields=["issuer", "number"], name="supervisionletter_number"),
        ]

    def __str__(self) -> str:
        return f"{self.get_rung_display()} {self.number}"


@tracked()
class Bulletin(models.Model):
    """通报: how a round ends. Drafted from its data, edited by the office, frozen when issued."""

    transitions = BULLETIN_TRANSITIONS

    round = models.OneToOneField(Round, on_delete=models.PROTECT, related_name="bulletin", verbose_name="督查批次")
    organization_path = models.CharField(max_length=255, db_collation="C")
    title = models.CharField("标题", max_length=120)
    number = models.CharField("文号", max_length=40, blank=True)
    text = models.TextField("正文", blank=True)
    status = models.CharField(max_length=20, choices=BulletinStatus, default=BulletinStatus.DRAFT)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField(default=clock.now)
    issued_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = BulletinQuerySet.as_manager()

    def __str__(self) -> str:
        return self.title
