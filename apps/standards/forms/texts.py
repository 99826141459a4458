"""A stored mapping as the texts that a browser would post if somebody had typed it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.datastructures import MultiValueDict

from ..engine.words import ATTRIBUTE_VALUES, EVENT_LEVELS, EVENT_ROLES, ranked
from .catalogue import Catalogue
from .conditions import Requirements
from .fields import to_text
from .groups import Texts, measure_specs, scoring_specs
from .specs import Spec


def typed(specs: Iterable[Spec], value: Mapping[str, Any], prefix: str, catalogue: Catalogue) -> Texts:
    """What a browser would post if somebody had typed the stored mapping."""
    data: Texts = MultiValueDict()
    _write(data, specs, value, prefix, catalogue)
    return data


def _write(data: Texts, specs: Iterable[Spec], value: Mapping[str, Any], prefix: str, catalogue: Catalogue) -> None:
    for spec in specs:
        name, stored = f"{prefix}-{spec.key}", value.get(spec.key)
        if spec.kind == "bound":
            _write_bound(data, value, prefix)
        elif spec.kind in WRITERS:
            WRITERS[spec.kind](data, spec, stored, name, catalogue)
        else:
            data.setlist(name, to_text(spec, stored, catalogue))


def _write_bound(data: Texts, value: Mapping[str, Any], prefix: str) -> None:
    number, stored = Spec("value", "", "amount"), value.get("value")
    low, high = (stored[0], stored[1]) if isinstance(stored, list) and len(stored) == 2 else (stored, None)
    for key, each in (("op", value.get("op")), ("value", low), ("high", high)):
        data.setlist(f"{prefix}-{key}", to_text(number, each, _NOBODY))


def _write_group(data: Texts, spec: Spec, stored: Any, name: str, catalogue: Catalogue) -> None:
    _write(data, spec.columns, stored or {}, name, catalogue)


def _write_rows(data: Texts, spec: Spec, stored: Any, name: str, catalogue: Catalogue) -> None:
    for position, item in enumerate(stored or ()):
        _write(data, spec.columns, item, f"{name}-{position}", catalogue)
    data[f"{name}-order"] = ",".join(map(str, range(len(stored or ()))))


def _write_matrix(data: Texts, spec: Spec, stored: Any, name: str, catalogue: Catalogue) -> None:
    rows = []
    for level in ranked(stored or {}, EVENT_LEVELS):
        found = stored[level]
        by_role = found if isinstance(found, Mapping) else {None: found}
        rows += [{"level": level, "role": role, "points": by_role[role]} for role in ranked(by_role, EVENT_ROLES)]
    _write_rows(data, spec, rows, name, catalogue)


def _write_measure(data: Texts, spec: Spec, stored: Any, name: str, catalogue: Catalogue) -> None:
    kind = (stored or {}).get("type", "")
    data[f"{name}-type"] = kind
    _write(data, measure_specs(kind), stored or {}, name, catalogue)


def _write_scoring(data: Texts, spec: Spec, stored: Any, name: str, catalogue: Catalogue) -> None:
    kind = (stored or {}).get("type") or spec.default or ""
    data[f"{name}-type"] = kind
    _write(data, scoring_specs(kind), stored or {}, name, catalogue)


def _write_measures(data: Texts, spec: Spec, stored: Any, name: str, catalogue: Catalogue) -> None:
    for position, item in enumerate(stored or ()):
        _write_measure(data, spec, item, f"{name}-{position}", catalogue)
    data[f"{name}-order"] = ",".join(map(str, range(len(stored or ()))))


def _write_condition(data: Texts, spec: Spec, stored: Any, name: str, catalogue: Catalogue) -> None:
    stored = stored or {}
    mode = "any" if "any" in stored else "all"
    parts = stored.get(mode, [stored] if stored and mode not in stored else [])
    data[f"{name}-mode"] = mode
    for position, part in enumerate(parts):
        _write_part(data, spec, part, f"{name}-{position}", catalogue)
    data[f"{name}-order"] = ",".join(map(str, range(len(parts))))


def _write_part(data: Texts, spec: Spec, part: Mapping[str, Any], name: str, catalogue: Catalogue) -> None:
    if {"all", "any"} & set(part):
        _write_condition(data, spec, part, name, catalogue)
    else:
        _write(data, spec.columns, _in_words(part), name, catalogue)


def _in_words(test: Mapping[str, Any]) -> Mapping[str, Any]:
    """A comparison with the names of attribute values, where all of them have one."""
    known: Mapping[Any, str] = ATTRIBUTE_VALUES.get(test.get("attribute", ""), {})
    value = test.get("value")
    values = value if isinstance(value, list) else [value]
    if not known or not all(isinstance(each, str) and each in known for each in values):
        return test
    titles = [known[each] for each in values]
    return {**test, "value": titles if isinstance(value, list) else titles[0]}


def _write_requirements(data: Texts, spec: Spec, stored: Any, name: str, catalogue: Catalogue) -> None:
    for position, item in enumerate(stored or ()):
        if "criterion" in item:
            _write(data, spec.columns, item, f"{name}-{position}", catalogue)
        else:
            _write_condition(data, Requirements.condition, item, f"{name}-{position}", catalogue)
    data[f"{name}-order"] = ",".join(map(str, range(len(stored or ()))))


WRITERS: dict[str, Any] = {
    "group": _write_group,
    "rows": _write_rows,
    "matrix": _write_matrix,
    "measure": _write_measure,
    "measures": _write_measures,
    "scoring": _write_scoring,
    "condition": _write_condition,
    "requirements": _write_requirements,
}
_NOBODY = Catalogue({}, [], [], [])
