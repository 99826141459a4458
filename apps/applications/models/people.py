"""Who works on one application: offices held for a period, names of office holders only."""

from django.db import models
from django.db.models import Q

from apps.core.history import tracked
from apps.organizations.facility_choices import AroundRole
from apps.organizations.models import OfficeAround
from apps.organizations.models.tree import ENDS_AFTER_START
from apps.organizations.querysets import ScopedPeriodQuerySet

from ..transitions import PERSON_VERBS
from .application import Application


@tracked()
class ApplicationPerson(OfficeAround):
    """责任书记, 直接责任人, 专班 … of one application; what it does not name is read from the organization."""

    transitions = PERSON_VERBS

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="people")
    organization_path = models.CharField(max_length=255, db_collation="C")
    #: The leading group or task force to which a member belongs.
    group = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="members")

    objects = ScopedPeriodQuerySet.as_manager()

    class Meta:
        ordering = ["application", "role", "-started_on", "id"]
        constraints = [
            models.CheckConstraint(condition=ENDS_AFTER_START, name="applicationperson_ends_after_start"),
            models.CheckConstraint(
                condition=Q(role=AroundRole.MEMBER, group__isnull=False)
                | (~Q(role=AroundRole.MEMBER) & Q(group__isnull=True)),
                name="applicationperson_member_of_group",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.name}"
