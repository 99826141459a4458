"""Geometry and bookkeeping of the drawn components: phase bar, funnel, ring, belt line."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import SupportsFloat

from .contracts import known_icon, known_tone, one_of, pick
from .text import as_date, number

#: Belt line: one row holds this many stations; more wrap to the next row.
STATIONS_PER_ROW = 8
ROW_HEIGHT = 230
LEFT, STEP = 104, 145
HIGH, LOW = 78, 138
STATION_STATES = ("named", "open", "now", "wait")
STEP_STATES = ("done", "now", "back", "todo")


def phases_on(phases: Sequence, today: date) -> list[dict]:
    """Place each phase before, on or after ``today``; phases may overlap.

    Returns rows with ``css`` (``is-done``, ``is-now`` or empty), ``when`` and, for running ones, ``elapsed`` in percent.
    """
    placed = [
        _phase_on(pick("phase_bar", phase, ("name", "starts_on"), ends_on=None, url=""), today) for phase in phases
    ]
    _mark_years(placed, today)
    return placed


def _mark_years(placed: list[dict], today: date) -> None:
    """The year stands where it changes from the phase before, and on the first when it is another than this one."""
    before = today.year
    for phase in placed:
        shown = as_date(phase["ends_on"] if phase["css"] == "is-now" else phase["starts_on"])
        year = shown.year if shown else before
        phase["year"] = year if year != before else None
        before = year


def _phase_on(phase: dict, today: date) -> dict:
    starts = as_date(phase["starts_on"])
    ends = as_date(phase["ends_on"]) or starts
    if starts is None or ends is None or starts > today:
        return {**phase, "css": "", "when": _day(starts)}
    if ends < today:
        return {**phase, "css": "is-done", "when": _day(starts)}
    days = (ends - starts).days + 1
    elapsed = round(100 * ((today - starts).days + 0.5) / days)
    return {**phase, "css": "is-now", "when": f"至{_day(ends)}", "elapsed": elapsed}


def _day(day: date | None) -> str:
    """Month and day alone: the cells are narrow and the order tells the year."""
    return f"{day.month}月{day.day}日" if day else "待定"


def funnel_cells(items: Sequence, unit: str) -> list[dict]:
    """Give each cell of a funnel its measure.

    Items of group ``sum`` (应申报, 已申报) are measured against the first; the parts that follow against the last sum.
    """
    cells = [pick("funnel", item, ("label", "value"), url="", group="part", unit=unit) for item in items]
    sums = [cell for cell in cells if one_of("funnel", "group", cell["group"], ("sum", "part")) == "sum"]
    top = sums[0]["value"] if sums else max((cell["value"] for cell in cells), default=0)
    rest = sums[-1]["value"] if sums else top
    first_part = next((cell for cell in cells if cell["group"] == "part"), None)
    for cell in cells:
        cell["max"] = max(top if cell["group"] == "sum" else rest, 1)
        cell["css"] = "funnel__cell--sum" if cell["group"] == "sum" else ""
    if sums and first_part:
        first_part["css"] = "funnel__cell--first"
    return cells


def step_rows(steps: Sequence) -> list[dict]:
    """Check steps: name, state (done, now, back, todo), note."""
    rows = [pick("step_bar", step, ("name", "state"), note="", url="") for step in steps]
    for row in rows:
        one_of("step_bar", "state", row["state"], STEP_STATES)
    return rows


def ring_parts(value: SupportsFloat | None, maximum: SupportsFloat | None) -> dict:
    """Stroke and text of a ring; nothing of nothing is an empty ring."""
    share = min(100, max(0, round(100 * float(value or 0) / float(maximum)))) if maximum else 0
    return {"share": share, "text": f"{number(value or 0)}/{number(maximum or 0)}"}


def belt(stations: Sequence) -> dict:
    """Lay stations out as a line that climbs and falls, and wraps like a road.

    Returns ``width``, ``height``, ``roads`` (SVG path data per row) and ``stations`` with their coordinates.
    """
    row_count = max(1, -(-len(stations) // STATIONS_PER_ROW))
    # Rows of equal length: ten stations are five and five, not eight and two.
    each = max(1, -(-len(stations) // row_count))
    placed = [_station(index, station, each) for index, station in enumerate(stations)]
    rows = [placed[start : start + each] for start in range(0, len(placed), each)]
    return {
        "width": LEFT * 2 + STEP * (STATIONS_PER_ROW - 1),
        "height": ROW_HEIGHT * row_count - 10,
        "roads": [_road(row) for row in rows if len(row) > 1],
        "links": [_link(above[-1], below[0]) for above, below in pairwise(rows)],
        "stations": placed,
    }


def _step(count: int) -> int:
    """Spread a short line over the whole width."""
    return STEP * (STATIONS_PER_ROW - 1) // max(1, min(count, STATIONS_PER_ROW) - 1)


def _station(index: int, item: object, each: int) -> dict:
    station = pick("belt_line", item, ("name", "state"), note="", url="")
    one_of("belt_line", "state", station["state"], STATION_STATES)
    row, column = divmod(index, each)
    if row % 2:
        column = each - 1 - column
    high = (index // 2) % 2 == 1
    y = ROW_HEIGHT * row + (HIGH if high else LOW)
    above = index % 2 == 0
    station.update(
        x=LEFT + _step(each) * column, y=y, name_y=y - 46 if above else y + 40, note_y=y - 26 if above else y + 60
    )
    return station


def _road(row: Sequence[dict]) -> str:
    parts = [f"M{row[0]['x']} {row[0]['y']}"]
    for one, two in pairwise(row):
        if one["y"] != two["y"]:
            way = 1 if two["x"] > one["x"] else -1
            parts.append(f"H{one['x'] + way * 44}L{two['x'] - way * 44} {two['y']}")
        parts.append(f"H{two['x']}")
    return "".join(parts)


def _link(above: dict, below: dict) -> str:
    side = 1 if above["x"] > LEFT else -1
    out, x, top, bottom = above["x"] + side * 92, above["x"], above["y"], below["y"]
    turn = out - side * 16
    return f"M{x} {top}H{turn}Q{out} {top} {out} {top + 16}V{bottom - 16}Q{out} {bottom} {turn} {bottom}H{x}"


def checked(component: str, row: dict) -> dict:
    """Check the ``tone`` and ``icon`` of a row where it has them."""
    known_tone(component, row.get("tone", ""), empty=True)
    if row.get("icon"):
        known_icon(row["icon"])
    return row
