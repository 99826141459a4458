"""What a leaf of a document says, in the engine's words; nothing where it is not written out yet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from apps.organizations.choices import Kind, Level, RecordKind, Sector

from ..engine import Criterion, describe_measure, describe_scoring
from ..engine.build_leaf import build_criterion
from .formula import show_formula
from .whole_words import ROW_TEXTS, Names
from .words import SIGNS, value_words

Data = Mapping[str, Any]
#: Closed lists of codes that stand in the file as they are.
CHOSEN: Mapping[str, Mapping[str, str]] = {
    "sectors": dict(Sector.choices),
    "kinds": dict(Kind.choices),
    "levels": dict(Level.choices),
    "record": dict(RecordKind.choices),
    "survey": {"satisfaction": "群众满意度"},
}


def measure_text(node: Data) -> str:
    return _told(node, describe_measure)


def scoring_text(node: Data) -> str:
    return _told(node, describe_scoring)


def _told(node: Data, describe: Callable[[Criterion], str]) -> str:
    """A draft may hold a leaf that the engine cannot read yet."""
    try:
        return describe(build_criterion({"code": "a", "title": "", "points": 1, **node, "children": ()}, False))
    except (KeyError, ValueError, TypeError, ArithmeticError, AttributeError):
        return ""


def row_text(key: str, row: Data, names: Names) -> str:
    """A row with a title (清单项, 等次, 项目, 否决) in one phrase."""
    title = str(row.get("title", ""))
    if key in ROW_TEXTS:
        text = ROW_TEXTS[key](row, names)
        return f"{title}：{text}" if text else title
    if "op" in row and "value" in row:
        unit = f" {row['unit']}" if row.get("unit") else ""
        return f"{title}（{SIGNS.get(row['op'], row['op'])} {value_words('value', row['value'])}{unit}）"
    if "points" in row:
        return f"{title} {value_words('points', row['points'])} 分"
    return title


@dataclass(frozen=True)
class Phrases:
    """Values of single fields before and after, with names instead of codes."""

    old: Names
    new: Names

    def before(self, key: str, value: Any) -> str:
        return _value(key, value, self.old)

    def after(self, key: str, value: Any) -> str:
        return _value(key, value, self.new)


def _value(key: str, value: Any, names: Names) -> str:
    if key == "formula" and value:
        return show_formula(value, names.parts)
    if key in ("sectors", "kinds", "levels") and not value:
        return "全部"
    codes = value if isinstance(value, list) else [value]
    known = _known(key, value, names)
    if known and codes and all(isinstance(each, str) for each in codes):
        return "、".join(known.get(each, each) for each in codes)
    return value_words(key, value)


def _known(key: str, value: Any, names: Names) -> Mapping[str, str]:
    """The list in which a code of this field stands."""
    if key in CHOSEN:
        return CHOSEN[key]
    if key in ("metric", "reference") or (key == "of" and isinstance(value, str)):
        return names.metrics
    if key in ("of", "sum", "locked", "leaf", "criterion"):
        return names.nodes
    if key in ("grade", "at_most"):
        return names.grades
    return names.events if key == "event" else {}
