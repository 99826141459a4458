"""What a draft may name: metrics, references, kinds of records and events, its own nodes and grades."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from apps.organizations.choices import RecordKind
from apps.organizations.models import EventKind, Metric

from ..drafting.outline import is_leaf, walk

#: 使用面积（venue_area）: how a metric stands in its field.
SHOWN = re.compile(r"^.*[（(]\s*([a-z][a-z0-9_.]*)\s*[）)]\s*$")
Choices = list[tuple[str, str]]


@dataclass(frozen=True)
class Catalogue:
    """Everything that fields offer, read once for a page."""

    metrics: Mapping[str, Metric]
    events: Choices
    nodes: Choices
    leaves: Choices
    grades: Choices = field(default_factory=list)
    parts: Choices = field(default_factory=list)
    kinds: Mapping[str, EventKind] = field(default_factory=dict)

    @property
    def facts(self) -> list[str]:
        """Options of the list behind a field for metrics."""
        return [shown(metric) for metric in self.metrics.values() if not metric.is_reference]

    @property
    def references(self) -> list[str]:
        return [shown(metric) for metric in self.metrics.values() if metric.is_reference]

    @property
    def records(self) -> Choices:
        return list(RecordKind.choices)

    def metric_named(self, typed: str) -> Metric | None:
        """The metric that somebody meant: by its entry of the list, its code, or its exact name."""
        typed = typed.strip()
        match = SHOWN.match(typed)
        by_code = self.metrics.get(match.group(1) if match else typed)
        return by_code or next((metric for metric in self.metrics.values() if metric.name == typed), None)

    def text_of(self, code: str) -> str:
        """How a code stands in its field."""
        return shown(self.metrics[code]) if code in self.metrics else code


def shown(metric: Metric) -> str:
    return f"{metric.name}（{metric.code}）"


def catalogue_for(document: Mapping[str, Any]) -> Catalogue:
    """The catalogue for a draft. Two statements."""
    places = list(walk(document.get("criteria", [])))
    nodes = [(place.node["code"], place.node.get("title", "")) for place in places]
    leaves = [(place.node["code"], place.node.get("title", "")) for place in places if is_leaf(place.node)]
    kinds = {kind.code: kind for kind in EventKind.objects.all()}
    return Catalogue(
        metrics={metric.code: metric for metric in Metric.objects.order_by("position", "name")},
        events=[(kind.code, kind.name) for kind in kinds.values()],
        kinds=kinds,
        nodes=nodes,
        leaves=leaves,
        grades=_titled((*document.get("grades", ()), *_rest(document))),
        parts=_titled(document.get("parts", ())),
    )


def _rest(document: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    """The grade of all who reach none, which vetoes may name as well."""
    return [document["grade_fallback"]] if document.get("grade_fallback") else []


def _titled(rows: Iterable[Mapping[str, Any]]) -> Choices:
    return [(row.get("code", ""), row.get("title", "")) for row in rows]
