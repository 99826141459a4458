"""Seams through which higher apps serve lower ones. Filled from ``AppConfig.ready()``."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

T = TypeVar("T")


class Registry(Generic[T]):
    """An ordered list of providers; registering the same one twice keeps one."""

    def __init__(self) -> None:
        self._items: list[T] = []

    def register(self, item: T) -> T:
        if item not in self._items:
            self._items.append(item)
        return item

    def __iter__(self) -> Iterator[T]:
        return iter(self._items)


#: ``(user, file_use) -> bool``: any yes makes the file readable.
file_readers: Registry[Callable[[Any, Any], bool]] = Registry()

#: ``(file_use) -> None``: told of every new use, in its transaction.
use_keepers: Registry[Callable[[Any], None]] = Registry()


class Place(NamedTuple):
    """What uses a file, for people: 佐证材料, 东街社区党委 · 2026年创建 · 2.1 阵地面积, and its address."""

    kind: str
    label: str
    url: str
    #: The larger thing that several places may belong to: an application's leaves and papers.
    whole: str = ""
    #: Whether what was signed holds the file: a newer version leaves it as it is.
    is_signed: bool = False


#: ``(user, file_uses) -> use key → place``: where files are used, as far as the user may see it; a constant number
#: of statements for any number of uses. What nobody answers for is not shown.
where_used: Registry[Callable[[Any, Sequence[Any]], Mapping[Any, Place]]] = Registry()

#: ``(actor, file_use, new_file, name) -> bool``: put a newer version in the place of a use that is still a draft.
use_replacers: Registry[Callable[[Any, Any, Any, str], bool]] = Registry()


#: ``(ended file_uses) -> keys of those that were never part of anything submitted or signed``; what nobody answers for
#: is held for good.
released_uses: Registry[Callable[[Sequence[Any]], set[Any]]] = Registry()


def places_of(user: Any, uses: Sequence[Any]) -> dict[Any, Place]:
    """Where each of the uses stands, as far as the user may see it."""
    found: dict[Any, Place] = {}
    for answer in where_used:
        found.update(answer(user, uses))
    return found


#: ``(user, text) -> iterable of (label, url, kind)``: what the search page asks.
search_providers: Registry[Callable[[Any, str], Iterable[tuple[str, str, str]]]] = Registry()

#: ``name -> (user) -> expression``: figures that every page shows of its person, read in the statement of the roles.
person_figures: dict[str, Callable[[Any], Any]] = {}

#: ``(rule=, subject=, recipients=, title=, body=, url=, threshold=) -> new lines``: how lower apps write into inboxes.
inbox_writers: Registry[Callable[..., int]] = Registry()
