"""Work lines: what the organizer's office reports on them as the campaign goes on."""

import datetime as dt

from apps.campaigns.services import report_work_line

from .story import Story
from .world import words


def report_lines(story: Story) -> None:
    """A first report on most lines a month into the creation; a closed campaign has finished all of them."""
    if not story.reached("creation"):
        return
    notes = words("texts")["line_notes"]
    lines = list(story.campaign.work_lines.all())
    closed = story.stage == "closed"
    day = min(story.first("creation") + dt.timedelta(days=30), story.world.day(-1))
    for number, line in enumerate(lines if closed else lines[:-1]):
        with story.world.at(day, 16, number * 6):
            report_work_line(actor=story.office, line=line, text=notes["begun"][number % len(notes["begun"])])
        if closed:
            with story.world.at(story.first("naming") - dt.timedelta(days=10), 16, number * 6):
                report_work_line(actor=story.office, line=line, text=notes["done"], is_done=True)
