"""What leaves change about each other: one of several counts, one event counts once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from .adjusting import Adjustment, Worlds
from .amounts import ZERO
from .evaluate_leaf import evaluate_leaf, event_points
from .folding import adjusted, bucket_of
from .inputs import Inputs
from .model import Version
from .outcome import Outcome
from .whole import Exclusive, Once
from .words import State

Leaves = dict[str, Outcome]


def adjust_leaves(version: Version, leaves: Leaves, inputs: Inputs) -> Leaves:
    """The leaves after the version's once groups, then its exclusive groups."""
    if not version.whole.once and not version.whole.exclusive:
        return leaves
    found = dict(leaves)
    for once in version.whole.once:
        _count_once(once, found, inputs)
    for group in version.whole.exclusive:
        members = [found[code] for code in group.of if code in found]
        together = len({version.sections_above[member.code] for member in members}) == 1
        found.update((member.code, member) for member in _exclude(group, members, together))
    return found


def _count_once(group: Once, leaves: Leaves, inputs: Inputs) -> None:
    """Each keyed event stays in the leaf where it earns (or costs) most; the first of equals keeps it."""
    worth: dict[str, dict[str, Decimal]] = {}
    for code in group.of:
        if code in leaves:
            for key, points in event_points(leaves[code]).items():
                worth.setdefault(key, {})[code] = abs(points)
    dropped: dict[str, set[str]] = {}
    for key, points_by_leaf in worth.items():
        kept = max(points_by_leaf, key=lambda code: points_by_leaf[code])
        for code in points_by_leaf:
            if code != kept:
                dropped.setdefault(code, set()).add(key)
    for code, keys in dropped.items():
        leaf = leaves[code].criterion
        assert leaf is not None
        leaves[code] = evaluate_leaf(leaf, inputs, without=frozenset(keys))


def _exclude(group: Exclusive, members: Sequence[Outcome], together: bool) -> Iterator[Outcome]:
    """The members of a group with one of them counting; what does not apply never counts.

    ``together``: all stand in one section, so that only their sum matters to what is above.
    """
    running = [member for member in members if member.state is not State.NOT_APPLICABLE]
    for member in members:
        if running and member not in running and not group.losses:
            yield adjusted(member, _line(group, member, full=-member.full))
    if len(running) < 2:
        yield from running
    elif group.losses:
        yield from _exclude_losses(group, running)
    else:
        yield from _exclude_points(group, running, together)


def _exclude_points(group: Exclusive, members: Sequence[Outcome], together: bool) -> Iterator[Outcome]:
    kept = _kept(group.keep, [abs(member.points) for member in members], [member.max for member in members])
    spare = {
        "max": max(member.max for member in members) - members[kept].max,
        "full": max(member.full for member in members) - members[kept].full,
    }
    for position, target in enumerate(_targets(group.keep, members, kept, together)):
        member = members[position]
        change = target.minus(member.worlds)
        if position == kept:
            yield adjusted(member, _line(group, member, change)) if change != Worlds() else member
            continue
        line = _line(group, member, change, most=spare["max"] - member.max, full=spare["full"] - member.full)
        spare = dict.fromkeys(spare, ZERO)
        yield adjusted(member, line)


def _targets(keep: str, members: Sequence[Outcome], kept: int, together: bool) -> Iterator[Worlds]:
    """What each member gives: one its points, the others nothing; open leaves may still change which one."""
    points = members[kept].points
    settled = all(member.worlds.settled for member in members)
    group = Worlds(points, points, points) if settled else Worlds(points, *_span(keep, members))
    for position, member in enumerate(members):
        if settled or together:
            yield group if position == kept else Worlds()
        else:
            _, worst, best = member.worlds
            yield Worlds(points if position == kept else ZERO, min(ZERO, worst), max(ZERO, best))


def _span(keep: str, members: Sequence[Outcome]) -> tuple[Decimal, Decimal]:
    """The lowest and highest points that the one that counts can have."""
    lows = [member.worlds.worst for member in members]
    highs = [member.worlds.best for member in members]
    if keep == "most" and min(lows) >= 0:
        return max(lows), max(highs)
    if keep == "most" and max(highs) <= 0:
        return min(lows), min(highs)
    return min(ZERO, *lows), max(ZERO, *highs)


def _kept(keep: str, sizes: Sequence[Decimal], maxima: Sequence[Decimal]) -> int:
    """The place of the member that counts."""
    counting = [place for place, size in enumerate(sizes) if size]
    if not counting:
        return max(range(len(sizes)), key=lambda place: maxima[place])
    if keep == "first":
        return counting[0]
    best = max if keep == "most" else min
    return best(counting, key=lambda place: sizes[place])


def _exclude_losses(group: Exclusive, members: Sequence[Outcome]) -> Iterator[Outcome]:
    decided = [member for member in members if member.worlds.settled]
    if not decided:
        yield from members
        return
    sizes = [member.max - member.points for member in decided]
    kept = decided[_kept(group.keep, sizes, sizes)]
    settled = len(decided) == len(members)
    for member in members:
        now = member.points if member is kept or member not in decided else member.max
        best = now if settled else max(member.max, member.worlds.best)
        target = Worlds(now, now if settled else member.worlds.worst, best)
        yield adjusted(member, _line(group, member, target.minus(member.worlds)))


def _line(
    group: Exclusive, member: Outcome, change: Worlds | None = None, most: Decimal = ZERO, full: Decimal = ZERO
) -> Adjustment:
    return Adjustment(
        "exclusive",
        change or Worlds(),
        group.title,
        before=member.points,
        max_change=most,
        full_change=full,
        bucket=bucket_of(member),
    )
