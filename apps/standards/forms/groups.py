"""Fields that hold fields: groups, repeatable rows, measures within measures. Always bound: to what is stored
(``typed`` makes the texts that a browser would post) or to what was posted, with one name for each place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

from ..drafting import words
from ..drafting.outline import new_code
from . import specs as table
from .catalogue import Catalogue
from .fields import make_field, to_value
from .occurrences import fitted
from .specs import Spec

Texts = MultiValueDict
#: Beside each flag goes a hidden text of this ending: a browser posts nothing for a box that is not ticked.
SHOWN = "-shown"
MOST_ROWS = 200


def order_of(data: Texts, name: str) -> list[str]:
    """The keys of a list's rows, in their order; more rows than anybody writes are not drawn."""
    return [key for key in data.get(f"{name}-order", "").split(",") if key.isdecimal()][:MOST_ROWS]


class Bare(forms.Form):
    """A form without fields of its own; labels say what is needed, problems are told after saving."""

    use_required_attribute = False


class Group:
    """The fields of one mapping."""

    def __init__(self, specs: Iterable[Spec], data: Texts, prefix: str, catalogue: Catalogue) -> None:
        self.specs, self.data, self.prefix, self.catalogue = tuple(specs), data, prefix, catalogue
        self.form = Bare(data)
        self.nested: dict[str, Nested] = {}
        for spec in self.specs:
            self._add(spec)
        self.form.full_clean()
        for name, spec in self._simple():
            self.form.fields[name].required = (
                spec.required or spec.default is not None
            )  # what the label says; the schema decides

    def _add(self, spec: Spec) -> None:
        name = f"{self.prefix}-{spec.key}"
        if spec.kind in NESTED:
            self.nested[spec.key] = NESTED[spec.kind](spec, self.data, name, self.catalogue)
            return
        for key, each in _fields(spec):
            field = f"{self.prefix}-{key}"
            self._tick(each, field)
            self.form.fields[field] = make_field(each, self.catalogue, self.data.getlist(field))

    def _tick(self, spec: Spec, field: str) -> None:
        """A flag that the page did not show before starts with its default; one that it showed says no by its absence."""
        if spec.kind == "flag" and spec.default and field not in self.data and f"{field}{SHOWN}" not in self.data:
            ticked = self.form.data.copy()
            ticked[field] = "on"
            self.form.data = ticked

    def _simple(self) -> Iterator[tuple[str, Spec]]:
        for spec in self.specs:
            if spec.kind not in NESTED:
                for key, each in _fields(spec):
                    yield f"{self.prefix}-{key}", each

    def is_valid(self) -> bool:
        return self.form.is_valid() and all(part.is_valid() for part in self.nested.values())

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed, hidden codes and choices with a default aside."""
        typed = any(self.data.get(name) for name, spec in self._simple() if spec.kind != "hidden" and not spec.default)
        return not typed and all(part.is_blank for part in self.nested.values())

    def read(self) -> dict[str, Any]:
        """The mapping, without keys that say nothing."""
        cleaned, found = self.form.cleaned_data, {}
        for spec in self.specs:
            if spec.key in self.nested:
                found[spec.key] = self.nested[spec.key].read()
            elif spec.kind == "bound":
                found |= _bound(cleaned, self.prefix)
            elif self._is_asked(spec):
                found[spec.key] = to_value(spec, cleaned.get(f"{self.prefix}-{spec.key}"))
        self._fill(found)
        return {key: value for key, value in found.items() if value is not None}

    def _is_asked(self, spec: Spec) -> bool:
        beside, values = spec.only
        return not beside or self.data.get(f"{self.prefix}-{beside}", "") in values

    def _fill(self, found: dict[str, Any]) -> None:
        """A chosen metric's name and unit, where they were left empty."""
        keys = {spec.key for spec in self.specs}
        for spec in self.specs:
            if spec.kind == "choice" and spec.fills[0] and found.get(spec.key) and not found.get(spec.fills[0]):
                found[spec.fills[0]] = dict(spec.choices).get(found[spec.key])
            if spec.kind not in ("metric", "reference"):
                continue
            metric = self.catalogue.metrics.get(found.get(spec.key) or "")
            if metric is None:
                continue
            for key, value in zip(spec.fills, (metric.name, metric.unit), strict=True):
                if key in keys and value and not found.get(key):
                    found[key] = value

    def parts(self) -> list[dict[str, Any]]:
        """What the template draws, in the order of the specs."""
        drawn = []
        for spec in self.specs:
            nested = self.nested.get(spec.key)
            bounds = [self.form[f"{self.prefix}-{key}"] for key, _ in _fields(spec)] if nested is None else []
            beside = self.form[f"{self.prefix}-{spec.only[0]}"].id_for_label if spec.only[0] else ""
            drawn.append(
                {"spec": spec, "nested": nested, "bounds": bounds, "hidden": spec.kind == "hidden", "beside": beside}
            )
        return drawn

    def names(self) -> set[str]:
        """Names of all fields below, so that what else was typed can be kept beside them."""
        own = {name for name, _ in self._simple()} | {
            f"{name}{SHOWN}" for name, spec in self._simple() if spec.kind == "flag"
        }
        return own.union(*(part.names() for part in self.nested.values()))

    def tell(self, name: str, text: str) -> bool:
        """Put a problem at its field; False when there is none of this name here."""
        if name in self.form.fields:
            if not self.form.has_error(name):
                self.form.add_error(name, text)
            return True
        return any(part.tell(name, text) for part in self.nested.values())


def _fields(spec: Spec) -> Iterator[tuple[str, Spec]]:
    if spec.kind != "bound":
        yield spec.key, spec
        return
    yield "op", Spec("op", spec.label, "op", required=spec.required)
    yield "value", Spec("value", "标准值", "number", required=spec.required)
    yield "high", Spec("high", "至", "number")


def _bound(cleaned: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    op, low, high = (cleaned.get(f"{prefix}-{key}") for key in ("op", "value", "high"))
    number = Spec("value", "", "number")
    value: Any = to_value(number, low)
    if op == "between" and value is not None and high is not None:
        value = [value, to_value(number, high)]
    return {"op": op or None, "value": value}


class Nested:
    """What a spec with fields below it must know."""

    template = ""
    is_blank = False

    def __init__(self, spec: Spec, data: Texts, name: str, catalogue: Catalogue) -> None:
        self.spec, self.data, self.name, self.catalogue = spec, data, name, catalogue
        self.error = ""

    def inner(self) -> Iterable[Group | Nested]:
        return ()

    def is_valid(self) -> bool:
        return all(each.is_valid() for each in self.inner())

    def names(self) -> set[str]:
        return set().union(*(each.names() for each in self.inner()))

    def read(self) -> Any:
        return None

    def tell(self, name: str, text: str) -> bool:
        if name == self.name:
            self.error = text
            return True
        return name.startswith(self.name) and any(each.tell(name, text) for each in self.inner())


class Mapped(Nested):
    """A mapping under one key."""

    kind = "group"

    def __init__(self, spec: Spec, data: Texts, name: str, catalogue: Catalogue) -> None:
        super().__init__(spec, data, name, catalogue)
        self.group = Group(spec.columns, data, name, catalogue)

    def inner(self) -> Iterable[Group]:
        return (self.group,)

    @property
    def is_blank(self) -> bool:  # type: ignore[override]
        return self.group.is_blank

    def read(self) -> Any:
        found = self.group.read()
        if "code" in {spec.key for spec in self.spec.columns} and found.get("title") and not found.get("code"):
            found["code"] = new_code(found["title"], set())
        return None if set(found) <= {"code"} else found


class Rows(Nested):
    """A list of mappings; ``-order`` names the rows that are there, so that one can be taken out of the middle."""

    kind = "rows"

    def __init__(self, spec: Spec, data: Texts, name: str, catalogue: Catalogue) -> None:
        super().__init__(spec, data, name, catalogue)
        self.order = order_of(data, name)
        self.rows = [(key, self.row(f"{name}-{key}")) for key in self.order]

    def row(self, prefix: str) -> Group | Nested:
        return Group(self.spec.columns, self.data, prefix, self.catalogue)

    def inner(self) -> Iterable[Group | Nested]:
        return [row for _, row in self.rows]

    def names(self) -> set[str]:
        return super().names() | {f"{self.name}-order"}

    @property
    def is_blank(self) -> bool:  # type: ignore[override]
        return all(row.is_blank for _, row in self.rows)

    @property
    def order_text(self) -> str:
        return ",".join(self.order)

    def read(self) -> Any:
        found = [row.read() for _, row in self.rows if not row.is_blank]
        taken = {item.get("code", "") for item in found}
        for item in found if table.CODE in self.spec.columns else ():
            if not item.get("code"):
                item["code"] = new_code(item.get("title", ""), taken)
                taken.add(item["code"])
        return found or None


class Matrix(Rows):
    """Points by level and role, as rows; a level without roles has its points alone."""

    def is_valid(self) -> bool:
        places = [(str(item.get("level", "")), str(item.get("role", ""))) for item in super().read() or ()]
        bare = {level for level, role in places if not role}
        if len(set(places)) < len(places) or any(role and level in bare for level, role in places):
            self.error = "同一级别和名次只写一行；一个级别分名次的，每行都写名次。"
            return False
        return super().is_valid()

    def read(self) -> Any:
        found: dict[str, Any] = {}
        for item in super().read() or ():
            level, points = str(item.get("level", "")), item.get("points", 0)
            if level and "role" in item:
                found.setdefault(level, {})[str(item["role"])] = points
            elif level:
                found[level] = points
        return found or None


class Measure(Nested):
    """How something is found out: the type, and the fields of this type alone."""

    kind = "measure"

    def __init__(self, spec: Spec, data: Texts, name: str, catalogue: Catalogue) -> None:
        super().__init__(spec, data, name, catalogue)
        self.types = types_of(spec)
        self.type = self.chosen(data.get(f"{name}-type", ""))
        if self.type != data.get(f"{name}-type", ""):
            data = data.copy()
            data[f"{name}-type"] = self.type
        rows = self.fields()
        self.chooser = Group((self.type_spec(),), data, name, catalogue)
        self.group = Group(rows, data, name, catalogue)

    def chosen(self, posted: str) -> str:
        return posted

    def fields(self) -> tuple[Spec, ...]:
        return measure_specs(self.type)

    def type_spec(self) -> Spec:
        usual = self.spec.default
        return Spec("type", self.spec.label, "choice", choices=self.types, required=self.spec.required, default=usual)

    @property
    def type_field(self) -> Any:
        return self.chooser.form[f"{self.name}-type"]

    @property
    def is_blank(self) -> bool:  # type: ignore[override]
        return not self.type

    def inner(self) -> Iterable[Group]:
        return (self.chooser, self.group)

    def read(self) -> Any:
        return {"type": self.type, **with_lines(self.group.read())} if self.type else None


def with_lines(found: dict[str, Any]) -> dict[str, Any]:
    """A checklist with the members that were pasted as text, one a line; a title that is there comes once."""
    titles = [LINE.sub("", line).strip(" ；;。、") for line in found.pop("lines", "").splitlines()]
    members = list(found.get("members", ()))
    for title in dict.fromkeys(title[:200] for title in titles if title):
        if all(title != member.get("title") for member in members):
            members.append({"code": new_code(title, {member.get("code", "") for member in members}), "title": title})
    return {**found, "members": members} if members else found


#: What stands before a line that is one of a list: 1. · （1） · ① · 一、 · -
LINE = re.compile(r"^\s*(?:[-*•·①-⑳]|[（(][\d一二三四五六七八九十]+[）)]|(?:\d+|[一二三四五六七八九十]+)[.．、])\s*")


class ScoringPart(Measure):
    """The same for a scoring rule; one that the measure does not know gives way to its usual one."""

    def chosen(self, posted: str) -> str:
        return posted if posted in dict(self.types) else self.spec.default or ""

    def fields(self) -> tuple[Spec, ...]:
        measure = f"{self.name.removesuffix('scoring')}measure"
        counted = self.data.get(f"{measure}-type") == "events"
        event = self.catalogue.kinds.get(self.data.get(f"{measure}-event", "")) if counted else None
        return fitted(self.type, scoring_specs(self.type), event)


class Measures(Rows):
    """A list of measures."""

    kind = "measures"

    def row(self, prefix: str) -> Nested:
        return Measure(Spec("option", "判定方式", "measure", required=True), self.data, prefix, self.catalogue)


#: By the kind of their spec; ``conditions`` adds those that hold themselves.
NESTED: dict[str, type[Nested]] = {
    "group": Mapped,
    "rows": Rows,
    "matrix": Matrix,
    "measure": Measure,
    "measures": Measures,
    "scoring": ScoringPart,
}


def types_of(spec: Spec) -> tuple[tuple[str, str], ...]:
    if spec.choices:
        return spec.choices
    return tuple((key, name) for key, name in words.MEASURES.items() if key in table.offered_measures())


def measure_specs(kind: str) -> tuple[Spec, ...]:
    return table.known(table.MEASURES.get(kind, ()), table.properties_of_measure(kind))


def scoring_specs(kind: str) -> tuple[Spec, ...]:
    return table.known(table.SCORINGS.get(kind, ()), table.properties_of_scoring(kind))
