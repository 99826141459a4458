"""What a version asks the grass roots to give, and what of it nobody has asked them before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from apps.organizations.choices import Sector

from ..engine import Criterion, Version

#: A metric's present and past values are one thing to give.
SAME = {"history": "metric"}


@dataclass(frozen=True)
class Ask:
    """One input with the leaf that first reads it and the sectors that must give it.

    ``key`` names it among all standards: a metric or a kind of record by its code, a question to the
    organization by its words.
    """

    kind: str
    key: str
    label: str
    code: str
    title: str
    sectors: frozenset[str] = field(default_factory=frozenset)

    @property
    def identity(self) -> tuple[str, str]:
        return self.kind, self.key


def asks_of(version: Version) -> dict[tuple[str, str], Ask]:
    """Every input that organizations give to a version, by kind and key."""
    found: dict[tuple[str, str], Ask] = {}
    for leaf, sectors in _leaves(version.criteria, frozenset(Sector.values)):
        for ask in _asks(leaf, sectors):
            before = found.get(ask.identity)
            found[ask.identity] = ask if before is None else _joined(before, ask)
    return found


def _leaves(
    nodes: Iterable[Criterion], sectors: frozenset[str], enabled: bool = True
) -> Iterator[tuple[Criterion, frozenset[str]]]:
    for node in nodes:
        own = sectors & node.sectors if node.sectors else sectors
        if enabled and node.enabled and node.is_leaf:
            yield node, own
        yield from _leaves(node.children, own, enabled and node.enabled)


def _asks(leaf: Criterion, sectors: frozenset[str]) -> Iterator[Ask]:
    if leaf.when is not None:
        for test in leaf.when.tests():
            if test.is_metric:
                yield Ask("metric", test.key, test.label, leaf.code, leaf.title, sectors)
    assert leaf.measure is not None
    for need in leaf.measure.needs(leaf.code):
        if need.from_organization:
            kind = SAME.get(need.kind, need.kind)
            words = getattr(leaf.measure, "label", "") or leaf.title
            key, label = (words, words) if kind == "claim" else (need.code, need.label)
            yield Ask(kind, key[:80], label, leaf.code, leaf.title, sectors)


def _joined(first: Ask, other: Ask) -> Ask:
    return Ask(first.kind, first.key, first.label, first.code, first.title, first.sectors | other.sectors)


def known_of(versions: Iterable[Version]) -> dict[tuple[str, str], frozenset[str]]:
    """The sectors that have been asked already, by kind and key."""
    known: dict[tuple[str, str], frozenset[str]] = {}
    for version in versions:
        for identity, ask in asks_of(version).items():
            known[identity] = known.get(identity, frozenset()) | ask.sectors
    return known


def new_asks(version: Version, known: Mapping[tuple[str, str], frozenset[str]]) -> list[Ask]:
    """What no published standard has read before, each with the sectors for which it is new."""
    found = []
    for identity, ask in asks_of(version).items():
        fresh = ask.sectors - known.get(identity, frozenset())
        if fresh:
            found.append(Ask(ask.kind, ask.key, ask.label, ask.code, ask.title, fresh))
    return found
