"""What a level may recommend: its quota, locked late and once."""

from apps.campaigns.choices import QuotaDimension
from apps.campaigns.models import Quota
from apps.core.exceptions import QuotaFull

from ...models import Application, ReviewStep
from ...queries.application import places_under


def check_share(row: Application, step: ReviewStep) -> None:
    """A level with a quota recommends no more than it may: those it sent up and that still stand count.

    Raises:
        QuotaFull: all places are used.
    """
    own = Quota.objects.filter(campaign=row.campaign, dimension=QuotaDimension.PARENT, organization=step.organization)
    quota = own.select_for_update(of=("self",)).first()
    if quota is not None and places_under(row.campaign, step.organization) >= quota.limit:
        name = step.organization.short_name
        raise QuotaFull(f"“{name}”名额 {quota.limit} 个已全部推荐，名额是上限，不能再推荐；可列为备选。")
