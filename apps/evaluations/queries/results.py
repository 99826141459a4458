"""What came of the campaigns of a programme, year by year."""

from typing import Any

from django.db.models import Case, F, IntegerField, Q, Value, When

from apps.applications.choices import ApplicationStatus as S
from apps.applications.models import Application
from apps.campaigns.choices import GOAL_RANKS, ActivityType, CampaignStatus, PlanGoal

#: The result is public: before that nobody below learns it from a board.
PUBLIC = (S.PUBLICISED, S.NAMED, S.NOT_NAMED)


def yearly_results(programme: Any) -> Any:
    """Applications of the programme's campaigns that came to something, each with ``year`` and ``reached``.

    示范: named in a 示范创建. 达标: named in another activity, or passed the acceptance (the conditions of naming are
    met and the result is public). 规划创建: the application was approved.
    """
    named, passed = Q(status=S.NAMED), Q(status__in=PUBLIC, evaluation__eligible=True, evaluation__total__isnull=False)
    demonstration = named & Q(campaign__activity_type=ActivityType.DEMONSTRATION)
    reached = Case(
        When(demonstration, then=Value(GOAL_RANKS[PlanGoal.DEMONSTRATION])),
        When(named | passed, then=Value(GOAL_RANKS[PlanGoal.COMPLIANT])),
        default=Value(GOAL_RANKS[PlanGoal.CREATING]),
        output_field=IntegerField(),
    )
    found = Application.objects.approved().filter(campaign__programme=programme)
    found = found.exclude(campaign__status=CampaignStatus.CANCELLED).exclude(status__in=[S.WITHDRAWN, S.REJECTED])
    return found.annotate(year=F("campaign__year"), reached=reached).order_by()
