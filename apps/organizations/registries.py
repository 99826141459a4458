"""Seams that higher apps fill from ``AppConfig.ready()``."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from apps.accounts.choices import Role
from apps.core.registries import Registry

READERS = (Role.OFFICE, Role.SECRETARY, Role.INSPECTOR, Role.LEADER)


class Tab(NamedTuple):
    """One page of an organization: key, what people read, address name, the roles that open it."""

    key: str
    label: str
    address: str
    roles: tuple[Role, ...] = READERS


#: Pages of an organization that belong to higher apps; they stand behind its own.
more_tabs: Registry[Tab] = Registry()


@dataclass(frozen=True)
class MetricUse:
    """Something that reads a metric: 标准 五规范, 活动 2026年规范化建设."""

    kind: str
    label: str
    url: str


@dataclass(frozen=True)
class Effect:
    """What an act on the tree touches, for the page that asks before it: 在办申报, 3, and what becomes of them."""

    label: str
    count: int
    words: str
    #: Instead of ``words`` where the organization itself ends by the act.
    when_ending: str = ""


@dataclass(frozen=True)
class Consequence:
    """What a merge or closing does to one running business, with its address: 申报“…”, 转入乙村, /applications/7/."""

    label: str
    words: str
    url: str = ""


class MergeMover(NamedTuple):
    """What a higher app does when an organization is merged, or closed (``into`` is None).

    ``foresee(organization, into)`` tells it; ``carry_out(organization, into, acting, reason)`` does it within the
    transaction of the act, each move of a state through ``core.states``.
    """

    foresee: Callable[[Any, Any], Iterable[Consequence]]
    carry_out: Callable[[Any, Any, Any, str], None]


@dataclass(frozen=True)
class Share:
    """One thing of an organization that is divided: it stays with it unless the office gives it to the new one.

    ``key`` names it for good (``applications.application:7``); ``group`` is the heading that it stands under.
    """

    key: str
    group: str
    label: str
    #: What going means, where that is not plain.
    note: str = ""
    url: str = ""
    #: Why it cannot go; such a thing is shown and stays.
    stays: str = ""


class SplitMover(NamedTuple):
    """What a higher app has to divide when an organization is split.

    ``foresee(organization, moved)`` names it, ``moved`` being the children that go along;
    ``carry_out(organization, new, keys, acting, reason)`` gives the chosen ones to the new organization.
    """

    foresee: Callable[[Any, Any], Iterable[Share]]
    carry_out: Callable[[Any, Any, Any, Any, str], None]


class Obstacle(NamedTuple):
    """What must be settled before an organization is closed or merged, with its address."""

    label: str
    url: str


#: ``(organization or None) -> metric code → uses``: what reads each metric, of one organization or at all.
metric_readers: Registry[Callable[[Any], Mapping[str, Iterable[MetricUse]]]] = Registry()


def where_used(organization: Any = None) -> dict[str, list[MetricUse]]:
    """Everything that reads each metric, in the order of the providers."""
    found: dict[str, list[MetricUse]] = {}
    for reader in metric_readers:
        for code, uses in reader(organization).items():
            found.setdefault(code, []).extend(uses)
    return found


#: ``(directory)`` → what was loaded, as a sentence: reference data of higher apps, loaded with that of this one.
reference_loaders: Registry[Callable[[Path], str]] = Registry()

#: ``(organization keys)``: facts, records or events of these organizations changed; told after the commit.
fact_hearers: Registry[Callable[[Sequence[int]], object]] = Registry()

#: ``(organization)`` → what an act on the tree touches, of the organization and all below it: an ``Effect`` without its
#: number, and the rows that it counts. All of them are counted in one statement.
effect_counters: Registry[Callable[[Any], Iterable[tuple[Effect, Any]]]] = Registry()
#: ``(organization)`` → running business that stops it from being closed or merged.
closing_obstacles: Registry[Callable[[Any], Iterable[Obstacle]]] = Registry()
#: ``(organization)`` → what stops it from being closed though a successor could go on with it.
orphan_obstacles: Registry[Callable[[Any], Iterable[Obstacle]]] = Registry()
#: What becomes of running business in a merge or closing, lower apps first.
merge_movers: Registry[MergeMover] = Registry()
#: What is divided in a split, lower apps first.
split_movers: Registry[SplitMover] = Registry()

#: Purposes of files that organizations give for their own business: these stand in their library.
library_purposes: set[str] = {"work_record"}
