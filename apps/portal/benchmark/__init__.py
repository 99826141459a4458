"""The benchmark: sections of figures, each with its goal. A new section is a function in ``SECTIONS``."""

from collections.abc import Callable, Iterable, Mapping

from .engine import engine_figures
from .figures import Figure, table
from .readiness import readiness_figures
from .recompute import recompute_figures
from .web import web_figures

__all__ = ["SECTIONS", "Figure", "table"]

SECTIONS: Mapping[str, Callable[[], Iterable[Figure]]] = {
    "engine": engine_figures,
    "recompute": recompute_figures,
    "readiness": readiness_figures,
    "web": web_figures,
}
