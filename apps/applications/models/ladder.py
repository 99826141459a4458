"""The ladder: one step per reviewing level, and what the first review found."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.core import clock
from apps.core.history import tracked
from apps.organizations.models import Organization
from apps.standards.models import Criterion

from ..choices import ReviewVerdict, StepKind, StepStatus
from ..querysets import ReviewStepQuerySet
from ..transitions import STEP_TRANSITIONS
from .application import Application


@tracked()
class ReviewStep(models.Model):
    """One signature of the ladder, frozen at submission: which organization gives it, in which order.

    Steps of one ``position`` are open together: the level itself is branch 0, departments that countersign beside it
    are branches of their own.
    """

    transitions = STEP_TRANSITIONS

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField("级次")
    branch = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=20, choices=StepKind, default=StepKind.LEVEL)
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="review_steps", verbose_name="审核单位"
    )
    is_final = models.BooleanField(default=False)
    status = models.CharField(max_length=20, choices=StepStatus, default=StepStatus.WAITING)
    opinion = models.TextField("意见", blank=True, max_length=1000)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    pending_since = models.DateTimeField(null=True, blank=True)
    #: First opened by its own office since it came there; a decision before it is recalled until then.
    opened_at = models.DateTimeField(null=True, blank=True)
    #: First opened by the applicant after a return, a refusal or the approval.
    seen_at = models.DateTimeField(null=True, blank=True)
    warned_on = models.DateField(null=True, blank=True)
    #: When a place was freed for it while it was on the waiting list.
    called_up_at = models.DateTimeField(null=True, blank=True)
    #: The office's own order of its candidates in the campaign (择优推荐), 1 the best.
    rank = models.PositiveIntegerField("排序", null=True, blank=True)
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="经办人",
    )

    objects = ReviewStepQuerySet.as_manager()

    class Meta:
        ordering = ["application", "position", "branch"]
        constraints = [
            models.UniqueConstraint(fields=["application", "position", "branch"], name="reviewstep_position_once"),
            models.UniqueConstraint(
                fields=["application", "branch"], condition=Q(status="pending"), name="reviewstep_one_pending"
            ),
            models.CheckConstraint(
                condition=Q(branch=0) | Q(kind="countersign"), name="reviewstep_branch_countersigns"
            ),
            models.CheckConstraint(condition=Q(is_final=False) | Q(kind="level"), name="reviewstep_level_is_final"),
        ]
        indexes = [models.Index(fields=["organization", "status", "pending_since", "id"], name="reviewstep_in_turn")]

    def __str__(self) -> str:
        return f"{self.application}·{self.organization.short_name}{self.get_kind_display()}"

    @property
    def organization_path(self) -> str:
        return self.application.organization_path


@tracked()
class ReviewResponse(models.Model):
    """初审: what the reviewing office found of one leaf; ``agree`` keeps what the branch said."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="review_responses")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField("初审意见", max_length=20, choices=ReviewVerdict, default=ReviewVerdict.AGREE)
    #: The number found: of a quantity in its unit, of a judged leaf in points.
    value = models.DecimalField("核定数值", max_digits=18, decimal_places=4, null=True, blank=True)
    #: Codes of fulfilled members or options, or of the one grade.
    members = models.JSONField("核定项", default=list, blank=True)
    note = models.CharField("说明", max_length=300, blank=True)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["application", "criterion__position"]
        constraints = [
            models.UniqueConstraint(fields=["application", "criterion"], name="reviewresponse_once"),
            models.CheckConstraint(condition=Q(verdict="agree") | ~Q(note=""), name="reviewresponse_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.application}·{self.criterion}初审"

    @property
    def organization_path(self) -> str:
        return self.application.organization_path
