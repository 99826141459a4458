"""The benchmark: sections of figures, each with its goal. A new section is a function in ``SECTIONS``."""

from collections.abc import Callable, Iterable, Mapping

from .engine import engine_figures
from .figures import Figure, table
from .recompute import recompute_figures

__all__ = ["SECTIONS", "Figure", "table"]

SECTIONS: Mapping[str, Callable[[], Iterable[Figure]]] = {
    "engine": engine_figures,
    "recompute": recompute_figures,
}
