"""Routes and days of visits: pure arithmetic, no database.

Sites that stand on a belt keep the belt's order; the others follow by the nearest next one. Distances are great
circles (a road is longer); sites without coordinates come last, in the order given.
"""

import datetime as dt
import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

EARTH_KM = 6371.0
#: Roads wind: what is shown as kilometres is the straight line times this, rounded.
WINDING = 1.3


@dataclass(frozen=True)
class Stop:
    """A site of a route. ``belt`` names the belt and the place on it, where it stands on one."""

    key: int
    latitude: float | None = None
    longitude: float | None = None
    belt: tuple[str, int] | None = None

    @property
    def is_placed(self) -> bool:
        return self.latitude is not None and self.longitude is not None


def distance(one: Stop, other: Stop) -> float:
    """Kilometres between two sites as the crow flies; 0 where a position is missing."""
    if not one.is_placed or not other.is_placed:
        return 0.0
    lat1, lat2 = math.radians(one.latitude or 0), math.radians(other.latitude or 0)
    half_lat = (lat2 - lat1) / 2
    half_lon = math.radians((other.longitude or 0) - (one.longitude or 0)) / 2
    chord = math.sin(half_lat) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin(half_lon) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(chord)))


def length(route: Sequence[Stop]) -> int:
    """Kilometres of a route by road, roughly."""
    legs = sum(distance(one, other) for one, other in itertools.pairwise(route))
    return round(legs * WINDING)


def ordered(stops: Sequence[Stop]) -> list[Stop]:
    """The order of a day: belt by belt along the road, the rest by the nearest next one."""
    left = [stop for stop in stops if stop.is_placed or stop.belt]
    route: list[Stop] = []
    while left:
        following = _next(route[-1] if route else None, left)
        if following.belt is None:
            route.append(following)
            left.remove(following)
            continue
        whole = [stop for stop in left if stop.belt and stop.belt[0] == following.belt[0]]
        route += _along(whole, route[-1] if route else following)
        left = [stop for stop in left if stop not in whole]
    return route + [stop for stop in stops if stop not in route]


def _next(last: Stop | None, left: Sequence[Stop]) -> Stop:
    """The nearest one; at the beginning the outermost, so that the way leads through and not back and forth."""
    if last is not None:
        return min(left, key=lambda stop: (distance(last, stop), stop.key))
    placed = [stop for stop in left if stop.is_placed] or list(left)
    middle = Stop(
        0,
        sum(stop.latitude or 0 for stop in placed) / len(placed),
        sum(stop.longitude or 0 for stop in placed) / len(placed),
    )
    return max(left, key=lambda stop: (distance(middle, stop), -stop.key))


def _along(belt: Sequence[Stop], last: Stop) -> list[Stop]:
    """A belt's sites in its order, from the end that is nearer."""
    line = sorted(belt, key=lambda stop: (stop.belt or ("", 0))[1])
    return line[::-1] if distance(last, line[-1]) < distance(last, line[0]) else line


def dealt(keys: Sequence[int], teams: Sequence[frozenset[int]], barred: dict[int, set[int]]) -> dict[int, list[int]]:
    """Sites in the order of one long route divided among teams: neighbours stay together, loads differ by one.

    Args:
        barred: site → people who must not go there; such a site goes to the team with the least that may.

    Returns:
        team (its place in ``teams``) → sites in order; key -1 for sites to which no team may go.
    """
    found: dict[int, list[int]] = {place: [] for place in range(len(teams))}
    moved = []
    for at, key in enumerate(keys):
        place = at * len(teams) // len(keys)
        if teams[place] & barred.get(key, set()):
            moved.append(key)
        else:
            found[place].append(key)
    for key in moved:
        free = [place for place in range(len(teams)) if not teams[place] & barred[key]]
        place = min(free, key=lambda each: (len(found[each]), each)) if free else -1
        found.setdefault(place, []).append(key)
    return found


def spread(count: int, days: Sequence[dt.date], per_day: int) -> list[dt.date]:
    """Days for so many sites in order: as few trips as ``per_day`` allows, the trips evenly over the days.

    Raises:
        ValueError: more sites than days hold.
    """
    trips = -(-count // per_day)
    if trips > len(days):
        raise ValueError(f"{count} sites at {per_day} a day need {trips} days")
    chosen = [days[(2 * trip + 1) * len(days) // (2 * trips)] for trip in range(trips)]
    return [chosen[at * trips // count] for at in range(count)]
