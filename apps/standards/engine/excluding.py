"""What leaves change about each other: one of several counts, one event counts once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from .adjusting import NOTHING, Adjustment, Worlds, total
from .amounts import ZERO
from .buckets import bucket_of
from .evaluate_leaf import evaluate_leaf, event_points
from .folding import adjusted
from .inputs import Inputs
from .model import Version
from .outcome import Outcome
from .whole import Exclusive, Once
from .words import State

Leaves = dict[str, Outcome]
#: By the code of a section: what a group in it takes from its worst and best, on top of its leaves.
Slack = dict[str, Worlds]


def adjust_leaves(version: Version, leaves: Leaves, inputs: Inputs) -> tuple[Leaves, Slack]:
    """The leaves after the version's once groups, then its exclusive groups, and what those leave no room for."""
    if not version.whole.once and not version.whole.exclusive:
        return leaves, {}
    found = dict(leaves)
    slack: Slack = {}
    for once in version.whole.once:
        _count_once(once, found, inputs)
    for group in version.whole.exclusive:
        members = [found[code] for code in group.of if code in found]
        changed = list(_exclude(group, members))
        found.update((member.code, member) for member in changed)
        if not group.losses:
            section = version.common_section(group.of)
            slack[section] = slack.get(section, NOTHING).plus(_slack(group, members, changed))
    return found, slack


def _slack(group: Exclusive, members: Sequence[Outcome], changed: Sequence[Outcome]) -> Worlds:
    """By how much the sum of members is bounded tighter than each of them: only one counts."""
    running = [member for member in members if member.state is not State.NOT_APPLICABLE]
    if len(running) < 2 or all(member.worlds.settled for member in running) or any(map(_may_leave, running)):
        return NOTHING
    worst, best = _span(group.keep, running)
    _, least, most = total(member.worlds for member in changed)
    return Worlds(ZERO, max(ZERO, worst - least), min(ZERO, best - most))


def _may_leave(member: Outcome) -> bool:
    """Whether an open member may turn out not to apply: then another one counts."""
    criterion = member.criterion
    droppable = criterion is not None and (criterion.when is not None or criterion.claim_not_applicable)
    return droppable and member.state is not State.SCORED


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


def _exclude(group: Exclusive, members: Sequence[Outcome]) -> Iterator[Outcome]:
    """The members of a group with one of them counting; what does not apply never counts."""
    running = [member for member in members if member.state is not State.NOT_APPLICABLE]
    for member in members:
        if running and member not in running and not group.losses:
            yield adjusted(member, _line(group, member, full=-member.full))
    if len(running) < 2:
        yield from running
    elif group.losses:
        yield from _exclude_losses(group, running)
    else:
        yield from _exclude_points(group, running)


def _exclude_points(group: Exclusive, members: Sequence[Outcome]) -> Iterator[Outcome]:
    kept = _kept(group.keep, [abs(member.points) for member in members], [member.max for member in members])
    spare = {
        "max": max(member.max for member in members) - members[kept].max,
        "full": max(member.full for member in members) - members[kept].full,
    }
    for position, target in enumerate(_targets(members, kept)):
        member = members[position]
        change = target.minus(member.worlds)
        if position == kept:
            yield adjusted(member, _line(group, member, change)) if change != Worlds() else member
            continue
        line = _line(group, member, change, most=spare["max"] - member.max, full=spare["full"] - member.full)
        spare = dict.fromkeys(spare, ZERO)
        yield adjusted(member, line)


def _targets(members: Sequence[Outcome], kept: int) -> Iterator[Worlds]:
    """What each member gives: one its points, the others nothing; open leaves may still change which one."""
    settled = all(member.worlds.settled for member in members)
    for position, member in enumerate(members):
        now, worst, best = member.worlds
        now = now if position == kept else ZERO
        yield Worlds(now, now, now) if settled else Worlds(now, min(ZERO, worst), max(ZERO, best))


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
