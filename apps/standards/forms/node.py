"""The form of one node, and of the version as a whole: groups of fields over one mapping."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from ..drafting.outline import is_leaf
from ..drafting.problems import Problem
from ..schema import SCHEMA
from ..schema_shapes import CRITERION
from . import specs as table
from .catalogue import Catalogue
from .conditions import ConditionPart
from .groups import Group, Measure, Nested, ScoringPart, Texts
from .occurrences import role_titles
from .specs import Spec
from .texts import typed

PREFIX = "n"
#: What is replaced as a whole when something of it was changed.
WHOLE = ("matrix", "condition", "formula")
LISTS = ("rows", "measures", "requirements")


class Section:
    """A heading with fields; ``folded`` ones open when somebody used them."""

    def __init__(self, title: str, group: Group, *, folded: bool = False, note: str = "") -> None:
        self.title, self.group, self.folded, self.note = title, group, folded, note

    @property
    def open(self) -> bool:
        has_rows = any(getattr(part, "rows", ()) for part in self.group.nested.values())
        return not self.folded or has_rows or not self.group.is_blank or bool(self.group.form.errors)


class MappingForm:
    """Sections over one stored mapping; what no section knows stays as it is stored."""

    def __init__(
        self,
        stored: Mapping[str, Any],
        sections: Sequence[tuple[str, Sequence[Spec], bool]],
        data: Texts | None,
        catalogue: Catalogue,
        opened: Callable[[], MappingForm],
    ) -> None:
        """``opened`` makes the same form as it was before anybody typed."""
        self.opened = opened
        self.stored, self.catalogue = stored, catalogue
        self.specs = [spec for _, specs, _ in sections for spec in specs]
        self.posted = data is not None
        self.data: Texts = typed(self.specs, stored, PREFIX, catalogue) if data is None else data
        self.sections = [
            Section(title, Group(specs, self.data, PREFIX, catalogue), folded=folded)
            for title, specs, folded in sections
            if specs
        ]
        self.general: list[str] = []

    def is_valid(self) -> bool:
        return all(section.group.is_valid() for section in self.sections)

    def read(self) -> dict[str, Any]:
        """The mapping as it is to be stored; where nothing was changed, exactly what is stored."""
        found = self.found()
        return untouched(found, self.opened().found() if self.posted else found, self.stored, self.specs)

    def found(self) -> dict[str, Any]:
        """What the fields say, in the order of the stored mapping."""
        found: dict[str, Any] = {}
        for section in self.sections:
            found |= section.group.read()
        return kept(found, self.stored, self.specs)

    def tell(self, problems: Iterable[Problem]) -> None:
        """Put each problem at its field, or above the form."""
        for problem in problems:
            # A path leads through the way in which conditions are combined; the names of fields do not.
            place = re.sub(r"-(?:all|any)-(?=\d)", "-", problem.input_name)
            name = f"{PREFIX}-{place}" if problem.field else ""
            if not name or not self._tell(name, problem.text):
                self.general.append(problem.sentence)

    def _tell(self, name: str, text: str) -> bool:
        return any(section.group.tell(name, text) for section in self.sections)

    def errors(self) -> list[str]:
        return self.general

    def kept_texts(self) -> list[tuple[str, str]]:
        """What was typed into fields that are not shown at present: sent along, so that it comes back."""
        if not self.posted:
            return []
        shown = set().union(*(section.group.names() for section in self.sections))
        return [
            (name, value)
            for name, values in self.data.lists()
            for value in values
            if name.startswith(f"{PREFIX}-") and name not in shown and value
        ]


def kept(found: dict[str, Any], stored: Mapping[str, Any], specs: Iterable[Spec]) -> dict[str, Any]:
    """What was read, with what no field knows and with defaults that were written out, in the stored order."""
    by_key = {spec.key: spec for spec in specs}
    known = by_key.keys() | ({"value"} if any(spec.kind == "bound" for spec in by_key.values()) else set())
    for key, old in stored.items():
        spec = by_key.get(key)
        if key in found:
            found[key] = _below(found[key], old, spec)
        elif key not in known or (spec is not None and spec.default is not None and old == spec.default):
            found[key] = old
    return {**{key: found[key] for key in stored if key in found}, **found}


def _below(value: Any, stored: Any, spec: Spec | None) -> Any:
    """The same for what lies below a field: a measure of the same type, a group, rows of the same code."""
    if spec is None or type(value) is not type(stored):
        return value
    if isinstance(value, dict) and spec.kind not in WHOLE:
        return kept(value, stored, _columns(value, stored, spec)) if value.get("type") == stored.get("type") else value
    if spec.kind == "measures":
        pairs = zip(value, stored, strict=False)
        return [_below(new, old, Spec("option", "", "measure")) for new, old in pairs] + value[len(stored) :]
    if spec.kind == "rows":
        before = {row.get("code"): row for row in stored if isinstance(row, Mapping) and row.get("code")}
        return [kept(row, before.get(row.get("code"), {}), spec.columns) for row in value]
    return value


def untouched(
    found: Mapping[str, Any], opened: Mapping[str, Any], stored: Mapping[str, Any], specs: Iterable[Spec]
) -> dict[str, Any]:
    """What was read, but the stored writing wherever it says what the form said when it was opened.

    A file may say the same in several ways (one condition alone, a factor beside a formula, a default written out).
    """
    by_key = {spec.key: spec for spec in specs}
    result: dict[str, Any] = {}
    for key in (*stored, *(key for key in found if key not in stored)):
        if found.get(key) == opened.get(key):
            value = stored.get(key)
        else:
            value = _partly(found.get(key), opened.get(key), stored.get(key), by_key.get(key))
        if value is not None:
            result[key] = value
    return result


def _partly(value: Any, opened: Any, stored: Any, spec: Spec | None) -> Any:
    """The same below a field of which something was changed."""
    if spec is None or spec.kind in WHOLE:
        return value
    if all(isinstance(each, Mapping) for each in (value, opened, stored)):
        if value.get("type") != opened.get("type"):
            return value
        return untouched(value, opened, stored, _columns(value, stored, spec))
    if spec.kind not in LISTS or not all(isinstance(each, list) for each in (value, opened, stored)):
        return value
    rows = list(zip(opened, stored, strict=False))
    return [_row(row, rows, spec) for row in value]


def _row(value: Any, rows: list[tuple[Any, Any]], spec: Spec) -> Any:
    """A row as it is stored where it is unchanged, wherever it stands now; else matched by its code."""
    for opened, stored in rows:
        if value == opened:
            return stored
    for opened, stored in rows:
        if spec.kind == "rows" and value.get("code") and value["code"] == opened.get("code"):
            return untouched(value, opened, stored, spec.columns)
    return value


def _columns(value: Mapping[str, Any], stored: Mapping[str, Any], spec: Spec) -> Sequence[Spec]:
    kind = Spec("type", "", "choice")
    if spec.kind == "measure":
        return (kind, *table.MEASURES.get(value.get("type", ""), ()))
    if spec.kind == "scoring":
        return (kind, *table.SCORINGS.get(value.get("type", ""), ()))
    return spec.columns


class NodeForm(MappingForm):
    """A section or a leaf."""

    def __init__(self, stored: Mapping[str, Any], gate: bool, data: Texts | None, catalogue: Catalogue) -> None:
        self.leaf = is_leaf(stored)
        measure = data.get(f"{PREFIX}-measure-type") if data is not None else stored.get("measure", {}).get("type")
        sections = _leaf_sections(stored, gate, measure or "") if self.leaf else _section_sections(gate)
        super().__init__(stored, sections, data, catalogue, lambda: NodeForm(stored, gate, None, catalogue))

    def found(self) -> dict[str, Any]:
        found = super().found()
        if "evidence" in found and "need" not in found["evidence"]:
            found.pop("evidence")
        scoring = found.get("scoring")
        if scoring and scoring.get("type") == "matrix":
            event = self.catalogue.kinds.get(found.get("measure", {}).get("event", ""))
            titles = {**role_titles(scoring.get("points", {}), event), **scoring.get("role_titles", {})}
            found["scoring"] = {**scoring, "role_titles": titles} if titles else scoring
        usual = "judged" if found.get("measure", {}).get("type") == "judged" else "all_or_nothing"
        if scoring == {"type": usual} and "scoring" not in self.stored:
            found.pop("scoring")
        return found


def _leaf_sections(stored: Mapping[str, Any], gate: bool, measure: str) -> list[tuple[str, Sequence[Spec], bool]]:
    properties = CRITERION["properties"]
    kind = Spec("measure", "判定方式", "measure", required=True, span=12)
    points: tuple[Spec, ...] = ()
    if not gate:
        rules = table.scorings_of(measure)
        default = rules[0][0] if rules else None
        scoring = Spec("scoring", "计分方式", "scoring", choices=rules, default=default, span=12)
        points = (table.LEAF_POINTS, scoring)
    return [
        ("", table.LEAF_HEAD, False),
        ("怎样判定", (kind,), False),
        ("怎样计分", points, False),
        ("佐证材料", (table.EVIDENCE,), False),
        ("适用范围", table.known(table.LEAF_APPLIES, properties), True),
        ("其他", table.known(table.LEAF_MORE, properties), True),
    ]


def _section_sections(gate: bool) -> list[tuple[str, Sequence[Spec], bool]]:
    more = table.known(table.GATE_SECTION_MORE if gate else table.SECTION_MORE, CRITERION["properties"])
    return [("", table.SECTION, False), ("适用范围和说明" if gate else "上下限、适用范围和说明", more, True)]


class VersionForm(MappingForm):
    """What the version says about the whole."""

    def __init__(self, stored: Mapping[str, Any], data: Texts | None, catalogue: Catalogue) -> None:
        properties = SCHEMA["properties"]
        groups = _gate_groups() if stored.get("kind") == "gate" else _scored_groups()
        sections = [(title, table.known(specs, properties), folded) for title, specs, folded in groups]
        super().__init__(stored, sections, data, catalogue, lambda: VersionForm(stored, None, catalogue))


def _scored_groups() -> list[tuple[str, Sequence[Spec], bool]]:
    return [
        ("", table.VERSION_HEAD, False),
        ("总分", table.VERSION_SCORE, False),
        ("等次", table.VERSION_GRADES, False),
        ("一票否决、共用上限和互斥", table.VERSION_RULES, True),
        ("总分的组成", table.VERSION_PARTS, True),
        ("下级改编", table.VERSION_ADAPTATION, True),
    ]


def _gate_groups() -> list[tuple[str, Sequence[Spec], bool]]:
    return [
        ("", table.VERSION_HEAD, False),
        ("一票否决", table.GATE_RULES, True),
        ("下级改编", table.VERSION_ADAPTATION, True),
    ]


__all__ = [
    "PREFIX",
    "ConditionPart",
    "MappingForm",
    "Measure",
    "Nested",
    "NodeForm",
    "ScoringPart",
    "Section",
    "VersionForm",
]
