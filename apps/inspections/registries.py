"""Seams that higher apps fill from ``AppConfig.ready()``."""

from collections.abc import Callable, Collection, Mapping

from apps.core.registries import Registry

#: ``(organization ids) -> id → (belt, its place on the belt from 1)``: sites strung along a road (示范带).
belt_places: Registry[Callable[[Collection[int]], Mapping[int, tuple[str, int]]]] = Registry()


def belts_of(organizations: Collection[int]) -> dict[int, tuple[str, int]]:
    """The belt and the place on it of each organization that stands on one."""
    found: dict[int, tuple[str, int]] = {}
    for places in belt_places:
        for key, place in places(organizations).items():
            found.setdefault(key, place)
    return found
