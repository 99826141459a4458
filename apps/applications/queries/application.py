"""An application as it is read: its route, where it lies."""

from apps.campaigns.models import Campaign
from apps.organizations.models import Organization

from ..choices import ApplicationStatus, StepKind, StepStatus
from ..models import Application, ReviewStep

#: What a level has sent up uses up its quota, also when the level above took it over.
COUNTED = (StepStatus.RECOMMENDED, StepStatus.PASSED_UP)
#: Applications that no longer use up what their level may recommend.
DROPPED = (ApplicationStatus.REJECTED, ApplicationStatus.WITHDRAWN, ApplicationStatus.NOT_NAMED)


def earlier_applications(application: Application) -> list[Application]:
    """Other applications of the same organization with something to copy, the newest first. One statement."""
    rows = Application.objects.filter(organization_id=application.organization_id).exclude(pk=application.pk)
    rows = rows.exclude(title="").select_related("campaign", "organization")
    return list(rows.with_lines().order_by("-campaign__year", "-pk"))


def turn_of(application: Application) -> ReviewStep | None:
    """The step whose turn it is; of several at once the level's own."""
    pending = application.steps.filter(status=StepStatus.PENDING).select_related("organization")
    return pending.order_by("branch").first()


def places_under(campaign: Campaign, organization: Organization) -> int:
    """How many standing applications an organization has recommended in a campaign."""
    steps = ReviewStep.objects.filter(
        application__campaign=campaign, organization=organization, status__in=COUNTED, kind=StepKind.LEVEL
    )
    return steps.exclude(application__status__in=DROPPED).count()
