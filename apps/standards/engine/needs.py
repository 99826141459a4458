"""Which leaves an organization has, and which inputs each of them reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from .conditions import Test
from .inputs import Inputs
from .model import Criterion, Version
from .readings import Need

ANY_DAY = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class LeafNeeds:
    """One leaf of an organization: ``applies`` is None while facts must decide it."""

    criterion: Criterion
    applies: bool | None
    needs: tuple[Need, ...]


def leaf_inputs(
    version: Version,
    sector: str,
    kind: str,
    attributes: Mapping[str, Any] | None = None,
    *,
    level: str = "",
    facts: Mapping[str, Any] | None = None,
) -> tuple[LeafNeeds, ...]:
    """Leaves that belong to an organization, with what each reads; conditions' metrics included.

    Args:
        attributes: attributes of the organization that conditions may name.
        facts: known facts (``FactValue`` by metric code); with them conditions are decided.
    """
    inputs = Inputs(
        as_of=ANY_DAY,
        sector=sector,
        kind=kind,
        level=level,
        attributes=attributes or {},
        facts=facts or {},
    )
    found = (_leaf_needs(leaf, inputs) for leaf in _belonging(version.criteria, inputs))
    return tuple(item for item in found if item.applies is not False)


def _belonging(criteria: Sequence[Criterion], inputs: Inputs) -> Iterator[Criterion]:
    for criterion in criteria:
        if not criterion.belongs_to(inputs.sector, inputs.kind, inputs.level):
            continue
        if criterion.is_leaf:
            yield criterion
        yield from _belonging(criterion.children, inputs)


def _leaf_needs(leaf: Criterion, inputs: Inputs) -> LeafNeeds:
    applies = True if leaf.when is None else leaf.when.holds(inputs)
    assert leaf.measure is not None
    tests = leaf.when.tests() if leaf.when is not None else ()
    own = leaf.measure.needs(leaf.code)
    return LeafNeeds(leaf, applies, tuple(dict.fromkeys((*_metric_needs(tests), *own))))


def _metric_needs(tests: Iterable[Test]) -> Iterator[Need]:
    return (Need("metric", test.key, test.label) for test in tests if test.is_metric)


def distinct_needs(leaves: Iterable[LeafNeeds]) -> tuple[Need, ...]:
    """Every input once, in order: what is typed once counts once.

    The current and past values of a metric are one input.
    """
    unique: dict[tuple[str, str], Need] = {}
    for leaf in leaves:
        for need in leaf.needs:
            kind = "metric" if need.kind == "history" else need.kind
            unique.setdefault((kind, need.code), need)
    return tuple(unique.values())


def decided_by_facts(criterion: Criterion) -> bool:
    """Whether facts, records and aggregates alone decide the leaf, without anybody's claim."""
    if criterion.measure is None:
        return False
    return all(need.kind != "claim" for need in criterion.measure.needs(criterion.code))


def whole_needs(version: Version) -> tuple[Need, ...]:
    """What the whole reads beside the leaves, each once: kinds metric, survey, given (a part) and veto.

    Conditions of sections, parts from outside, limits of grades and prerequisites; vetoes stand last.
    """
    return tuple(dict.fromkeys((*_section_needs(version.criteria), *_ladder_needs(version), *_veto_needs(version))))


def _section_needs(criteria: Sequence[Criterion]) -> Iterator[Need]:
    for criterion in criteria:
        if not criterion.is_leaf:
            yield from _metric_needs(criterion.when.tests() if criterion.when is not None else ())
            yield from _section_needs(criterion.children)


def _ladder_needs(version: Version) -> Iterator[Need]:
    for part in version.whole.parts:
        if part.survey:
            yield Need("survey", part.survey, part.title)
        if part.given:
            yield Need("given", part.given, part.title)
    for limit in version.whole.limits:
        if limit.source in ("survey", "metric"):
            yield Need(limit.source, limit.key, limit.title)
    for grade in version.whole.grades:
        for required in grade.requires:
            if required.condition is not None:
                yield from _metric_needs(required.condition.tests())


def _veto_needs(version: Version) -> Iterator[Need]:
    return (Need("veto", veto.code, veto.title) for veto in version.whole.vetoes)
