"""The dates of a campaign, laid out so that today lies in the wanted stage."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

#: Days of each stage. A notice needs five working days, more than two weeks around the long holidays.
DAYS = {
    "mobilization": 12,
    "survey": 12,
    "application": 24,
    "review": 16,
    "creation": 70,
    "self_assessment": 20,
    "inspection": 26,
    "mass_survey": 9,
    "assessment": 8,
    "notice": 20,
    "naming": 16,
    "verification": 45,
}
#: From the naming to the yearly verification.
REST = 300


def phase_rows(phases: Sequence[Any], stage: str, elapsed: int, today: dt.date) -> list[dict[str, Any]]:
    """Rows for ``set_phases``: the template's phases in order, ``stage`` having begun ``elapsed`` days ago."""
    starts, day = {}, dt.date.min
    for phase in phases:
        day += dt.timedelta(days=REST if phase.kind == "verification" else 0)
        starts[phase.kind] = day
        day += dt.timedelta(days=DAYS[phase.kind])
    shift = today - dt.timedelta(days=elapsed) - starts[stage]
    return [
        {
            "kind": phase.kind,
            "name": phase.name,
            "starts_on": starts[phase.kind] + shift,
            "ends_on": starts[phase.kind] + shift + dt.timedelta(days=DAYS[phase.kind] - 1),
        }
        for phase in phases
    ]
