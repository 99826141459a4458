"""Places of a campaign and grades within their shares, stored."""

from apps.campaigns.models import Campaign
from apps.core.bulk import write_columns

from .. import queries
from ..models import Evaluation

RANKED = ["rank", "grade", "grade_title", "grade_note", "tied_for"]


def rank_campaign(campaign: Campaign) -> None:
    """Rank everybody who is not frozen by a notice anew; what stays is not written again."""
    rows = queries.rows_to_place(campaign)
    running = [row for row in rows if row.frozen_at is None]
    before = {row.pk: _standing(row) for row in running}
    queries.place(rows)
    changed = [row for row in running if _standing(row) != before[row.pk]]
    write_columns(changed, RANKED)


def _standing(row: Evaluation) -> tuple[object, ...]:
    return tuple(getattr(row, name) for name in RANKED)
