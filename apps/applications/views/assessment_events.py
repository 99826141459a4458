"""The dated events by which a leaf is decided, and where a missing one is registered."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from apps.organizations.models import EventKind
from apps.standards import engine
from apps.standards.engine.readings import Reading
from apps.standards.engine.words import event_level_title, source_label

from ..queries.assessment import Sheet


@dataclass(frozen=True)
class EventLine:
    """One entry that counts: when, at what level, what, and who entered it."""

    on: dt.date
    words: str
    title: str
    count: str
    source: str


@dataclass(frozen=True)
class EventBox:
    """The entries of one kind. ``add_url`` is empty where the branch may not register them itself."""

    label: str
    lines: tuple[EventLine, ...]
    list_url: str
    add_url: str
    adverse: bool


def event_kinds(leaves: Iterable[engine.Outcome]) -> dict[str, EventKind]:
    """The kinds of events that these leaves read, by code. At most one query."""
    codes = {need.code for leaf in leaves for need in _needs(leaf)}
    return {kind.code: kind for kind in EventKind.objects.filter(code__in=codes)} if codes else {}


def event_boxes(sheet: Sheet, leaf: engine.Outcome, kinds: dict[str, EventKind]) -> tuple[EventBox, ...]:
    """What the page shows beside a leaf that reads the ledger of events."""
    boxes = []
    for need in _needs(leaf):
        kind = kinds.get(need.code)
        place = sheet.application.organization_id
        adverse = kind is not None and kind.is_adverse
        add_url = f"{reverse('organizations:add_event', args=[place])}?kind={need.code}" if kind and not adverse else ""
        lines = tuple(_line(event, kind) for event in _counted(leaf.reading, sheet, need.code))
        boxes.append(EventBox(need.label, lines, reverse("organizations:events", args=[place]), add_url, adverse))
    return tuple(boxes)


def _needs(leaf: engine.Outcome) -> list[engine.Need]:
    measure = leaf.criterion.measure if leaf.criterion is not None else None
    return [need for need in measure.needs(leaf.code) if need.kind == "event"] if measure is not None else []


def _counted(reading: Reading | None, sheet: Sheet, code: str) -> list[engine.Event]:
    """The entries of this kind that the measure, or an option of it, has counted; newest first."""
    known = {id(event) for event in sheet.inputs.events.get(code, ())}
    found = [event for part in _parts(reading) for event in part.events if id(event) in known]
    return sorted({id(event): event for event in found}.values(), key=lambda event: event.on, reverse=True)


def _parts(reading: Reading | None) -> list[Reading]:
    if reading is None:
        return []
    return [reading, *(part for option in reading.options for part in _parts(option))]


def _line(event: engine.Event, kind: EventKind | None) -> EventLine:
    words = [event_level_title(event.level)] if event.level else []
    if kind is not None:
        words += [kind.title_of("codes", event.code)] if event.code else []
        words += [kind.title_of("roles", event.role)] if event.role and event.role != event.code else []
    several = isinstance(event.count, int) and event.count > 1
    count = f"{event.count} {kind.unit if kind else '次'}" if several else ""
    return EventLine(event.on, "".join(dict.fromkeys(words)), event.title, count, source_label(event.source))
