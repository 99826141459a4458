"""调查摸底: the ranked list, who was proposed from it, and what the level above decided."""

import datetime as dt

from apps.campaigns.services import (
    compute_readiness,
    confirm_candidate,
    decline_candidate,
    propose_candidate,
    start_readiness,
)

from .story import Story


def take_stock(story: Story) -> None:
    """Of a campaign that names candidates: computed on the second day, proposed and decided within the phase."""
    rows = story.plan.get("candidates")
    if not rows or not story.reached("survey"):
        return
    first, world = story.first("survey"), story.world
    with world.at(first + dt.timedelta(days=1), 9):
        compute_readiness(start_readiness(actor=story.office, campaign=story.campaign).pk)
    for number, row in enumerate(rows):
        with world.at(first + dt.timedelta(days=2 + number), 10):
            found = propose_candidate(
                actor=world.office(row["by"]),
                campaign=story.campaign,
                organization=story.organization(row),
                exemplar=row["exemplar"],
                reason=row["reason"],
            )
        with world.at(first + dt.timedelta(days=3 + number), 15):
            if "declined" in row:
                decline_candidate(actor=story.office, candidate=found, opinion=row["declined"])
            else:
                confirm_candidate(actor=story.office, candidate=found, opinion="同意。")
