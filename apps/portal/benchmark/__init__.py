"""The benchmark: sections of figures, each with its goal. A new section is a function in ``SECTIONS``."""

from collections.abc import Callable, Iterable, Mapping

from . import autosave, city, field
from .autosave import TYPISTS, autosave_figures
from .city import city_figures
from .engine import engine_figures
from .field import FIELD, field_figures
from .figures import Figure, table
from .queue import queue_figures
from .readiness import readiness_figures
from .recompute import recompute_figures
from .reminders import reminder_city_figures, reminder_figures
from .web import web_figures

__all__ = ["CITY", "SECTIONS", "Figure", "table", "take_step"]

SECTIONS: Mapping[str, Callable[[], Iterable[Figure]]] = {
    "engine": engine_figures,
    "recompute": recompute_figures,
    "readiness": readiness_figures,
    "web": web_figures,
    "queue": queue_figures,
    "autosave": autosave_figures,
    "field": field_figures,
    "reminders": reminder_figures,
}

#: Sections that can be measured at the size of a city, which takes minutes.
CITY: Mapping[str, Callable[[], Iterable[Figure]]] = {"readiness": city_figures, "reminders": reminder_city_figures}


def take_step(name: str) -> str:
    """One part of a measurement, in a process of its own; what it has to tell the one that measures."""
    if name.startswith(f"{TYPISTS}:"):
        return autosave.take_step(name)
    if name.startswith(f"{FIELD}:"):
        return field.take_step(name)
    return city.take_step(name)
