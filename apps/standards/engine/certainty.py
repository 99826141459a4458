"""Whether the worst and best score of the whole hold however the open leaves end.

Both are sums over leaves at their worst and at their best. That is sound as long as a better leaf never
lowers the whole and as long as the maximum stays what it is. Where a table breaks one of the two, nothing
is promised: pass and grade stay open until the last leaf is decided. (Limits that cross each other, which
break the first, are refused at load.)
"""

from __future__ import annotations

from collections.abc import Iterable

from .buckets import bucket_of
from .model import Criterion, Version
from .outcome import Outcome, VersionOutcome
from .words import State

OPEN = frozenset({State.UNANSWERED, State.INSUFFICIENT})


def bounds_hold(version: Version, root: VersionOutcome, zeroed: frozenset[str]) -> bool:
    """Whether no answer to what is open can lead the score out of its bounds."""
    leaves = list(root.leaves())
    undecided = {leaf.code for leaf in leaves if leaf.state in OPEN}
    if not undecided:
        return True
    if zeroed or _share_events(version, undecided):
        return False
    bounded = _has_limits(version)
    composite = bool(version.whole.parts)
    if _excludes(version, undecided) and (bounded or composite):
        return False
    if composite and _bonus_in_several_parts(version):
        return False
    plain = not (bounded or composite or version.whole.exclusive) and all(map(_within_its_points, leaves))
    return plain or not any(_may_change_maximum(version, leaf) for leaf in leaves if leaf.code in undecided)


def _share_events(version: Version, undecided: Iterable[str]) -> bool:
    """An open leaf may take over an event that another one counts."""
    return any(not set(group.of).isdisjoint(undecided) for group in version.whole.once)


def _excludes(version: Version, undecided: Iterable[str]) -> bool:
    """An open leaf may become the one that counts, and its maximum with it."""
    groups = (group for group in version.whole.exclusive if not group.losses)
    return any(not set(group.of).isdisjoint(undecided) for group in groups)


def _has_limits(version: Version) -> bool:
    return bool(version.whole.caps) or any(_is_bounded(criterion) for criterion in version.walk())


def _is_bounded(criterion: Criterion) -> bool:
    return not criterion.is_leaf and (criterion.cap is not None or criterion.floor is not None)


def _bonus_in_several_parts(version: Version) -> bool:
    """The cap of all bonus is taken from the last of them, which then falls as the others rise."""
    if version.whole.bonus_cap is None:
        return False
    codes = [
        {node.code for code in part.criteria if code in version.by_code for node in version.by_code[code].walk()}
        for part in version.whole.parts
    ]
    bonus = {criterion.code for criterion in version.walk() if criterion.bonus}
    return sum(not bonus.isdisjoint(found) for found in codes) > 1


def _within_its_points(leaf: Outcome) -> bool:
    """Whether a leaf of the maximum gives between nothing and its points."""
    if bucket_of(leaf) != "basic" or leaf.criterion is None:
        return True
    return leaf.criterion.extra <= 0 <= leaf.criterion.least


def _may_change_maximum(version: Version, leaf: Outcome) -> bool:
    """Whether an open leaf may turn out not to apply, and take points out of the maximum with it."""
    criterion = leaf.criterion
    if criterion is None or (criterion.when is None and not criterion.claim_not_applicable):
        return False
    if any(leaf.code in group.of for group in version.whole.exclusive):
        return True
    return leaf.max > 0 and criterion.not_applicable != "full"
