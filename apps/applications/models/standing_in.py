"""Who reviews for an office in its place, and who keeps out."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from apps.core import clock
from apps.core.history import tracked
from apps.organizations.models import Organization

from ..choices import Relation
from ..querysets import DelegationQuerySet, InterestQuerySet


@tracked()
class ReviewDelegation(models.Model):
    """委托: an office's reviews are given by another office or person for a period; both days count."""

    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="review_delegations", verbose_name="委托单位"
    )
    organization_path = models.CharField(max_length=255, db_collation="C")
    to_organization = models.ForeignKey(
        Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="受托单位"
    )
    to_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="受托人",
    )
    starts_on = models.DateField("开始")
    ends_on = models.DateField("截止")
    reason = models.CharField("理由", max_length=300)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(default=clock.now)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoke_reason = models.CharField("收回理由", max_length=300, blank=True)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        ordering = ["-granted_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_organization__isnull=True, to_user__isnull=False)
                | Q(to_organization__isnull=False, to_user__isnull=True),
                name="reviewdelegation_to_one",
            ),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="reviewdelegation_ends_after_start"),
            models.CheckConstraint(condition=~Q(reason=""), name="reviewdelegation_has_reason"),
            models.CheckConstraint(
                condition=Q(to_organization__isnull=True) | ~Q(to_organization=F("organization")),
                name="reviewdelegation_to_another",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True) | ~Q(revoke_reason=""), name="reviewdelegation_revoked_with_reason"
            ),
        ]
        indexes = [models.Index(fields=["to_user"], name="reviewdelegation_user")]

    def __str__(self) -> str:
        return f"{self.organization.short_name}委托{self.delegate_name}审核"

    @property
    def delegate_name(self) -> str:
        if self.to_organization is not None:
            return self.to_organization.short_name
        return self.to_user.name if self.to_user is not None else ""


@tracked()
class InterestDeclaration(models.Model):
    """回避申报: a person keeps out of the applications of an organization until it is taken back."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="interests", verbose_name="申报人"
    )
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", verbose_name="有关单位")
    organization_path = models.CharField(max_length=255, db_collation="C")
    relation = models.CharField("关系", max_length=20, choices=Relation)
    note = models.CharField("说明", max_length=300, blank=True)
    declared_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField("解除理由", max_length=300, blank=True)

    objects = InterestQuerySet.as_manager()

    class Meta:
        ordering = ["-declared_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organization"], condition=Q(ended_at__isnull=True), name="interestdeclaration_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | ~Q(end_reason=""), name="interestdeclaration_ends_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}回避{self.organization.short_name}"
