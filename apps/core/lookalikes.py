"""Pictures that stand elsewhere too, the same or nearly so: a hint for who reviews, never more."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from .contents import IMAGES
from .models import FileUse, LookAlike
from .registries import Place, places_of


@dataclass(frozen=True)
class Hint:
    """A picture here, and one elsewhere that looks like it; ``distance`` counts the places of 64 that differ."""

    use: FileUse
    place: Place
    other: FileUse
    other_place: Place
    distance: int

    @property
    def is_same(self) -> bool:
        """The very same file, not one that was compressed or scaled anew."""
        return self.use.file_id == self.other.file_id


#: How many look-alikes of one picture are shown at once; the others stand folded.
SHOWN = 3


@dataclass(frozen=True)
class Seen:
    """A picture with all that looks like it."""

    use: FileUse
    place: Place
    hints: list[Hint]

    @property
    def nearest(self) -> list[Hint]:
        return self.hints[:SHOWN]

    @property
    def further(self) -> list[Hint]:
        return self.hints[SHOWN:]


def by_picture(hints: Iterable[Hint]) -> list[Seen]:
    """One row for each picture, in the order of its nearest look-alike."""
    found: dict[Any, Seen] = {}
    for hint in hints:
        found.setdefault(hint.use.pk, Seen(hint.use, hint.place, [])).hints.append(hint)
    return list(found.values())


def hints_for(user: Any, uses: Sequence[FileUse]) -> list[Hint]:
    """The nearest first. Only what the person may see anyway is named; two statements and those of the places."""
    mine = [use for use in uses if use.file.content_type in IMAGES]
    if not mine:
        return []
    near = _near({use.file_id for use in mine})
    others = _elsewhere(mine, near)
    places = places_of(user, [*mine, *others]) if others else {}
    found = [
        Hint(use, places[use.pk], other, places[other.pk], near[use.file_id][other.file_id])
        for use in mine
        for other in others
        if other.file_id in near[use.file_id] and use.pk in places and other.pk in places
    ]
    apart = [hint for hint in found if hint.place.whole != hint.other_place.whole]
    return sorted(apart, key=lambda hint: (hint.distance, not hint.is_same, hint.use.name, hint.other.created_at))


def _near(files: set[Any]) -> dict[Any, dict[Any, int]]:
    """Each file's look-alikes with their distance, itself among them."""
    near: dict[Any, dict[Any, int]] = {key: {key: 0} for key in files}
    for row in LookAlike.objects.filter(Q(file__in=files) | Q(other__in=files)):
        for one, other in ((row.file_id, row.other_id), (row.other_id, row.file_id)):
            if one in near:
                near[one][other] = row.distance
    return near


def _elsewhere(mine: Iterable[FileUse], near: dict[Any, dict[Any, int]]) -> list[FileUse]:
    files = {key for alike in near.values() for key in alike}
    return list(FileUse.objects.live().filter(file__in=files).exclude(pk__in=[use.pk for use in mine]))
