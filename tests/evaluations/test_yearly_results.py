"""What came of a programme's campaigns: only what is public and was reached counts."""

import pytest

from apps.applications.models import Application
from apps.campaigns.choices import GOAL_RANKS, ActivityType
from apps.core import clock
from apps.evaluations.models import Evaluation
from apps.evaluations.queries.results import yearly_results
from tests.campaigns.factories import APPLICATION_DAY, make_open_campaign
from tests.factories import make_tree

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("activity_type", "status", "eligible", "reached"),
    [
        (ActivityType.DEMONSTRATION, "named", True, "demonstration"),
        (ActivityType.COMPLIANCE, "named", True, "compliant"),
        (ActivityType.DEMONSTRATION, "not_named", True, "compliant"),
        (ActivityType.DEMONSTRATION, "not_named", False, "creating"),
        (ActivityType.DEMONSTRATION, "scored", True, "creating"),
        (ActivityType.DEMONSTRATION, "rejected", True, None),
    ],
)
def test_a_year_reaches_what_is_public(activity_type, status, eligible, reached):
    with clock.moved_to(APPLICATION_DAY):
        tree = make_tree()
        campaign = make_open_campaign(tree.city)
        type(campaign).objects.filter(pk=campaign.pk).update(activity_type=activity_type)
        row = Application.objects.create(
            campaign=campaign, organization=tree.branch, organization_path=tree.branch.path, status=status, title="示范",
            standard_version=campaign.standards.get().version, approved_at=clock.now(), created_by=campaign.created_by,
        )  # fmt: skip
        Evaluation.objects.create(
            application=row, campaign=campaign, organization_path=row.organization_path, total=90, eligible=eligible
        )
    found = list(yearly_results(campaign.programme).values_list("organization_id", "year", "reached"))
    assert found == ([(tree.branch.pk, 2026, GOAL_RANKS[reached])] if reached else [])
