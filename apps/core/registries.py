"""Seams through which higher apps serve lower ones. Filled from ``AppConfig.ready()``."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Generic, TypeVar

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

#: ``(user, text) -> iterable of (label, url, kind)``: what the search page asks.
search_providers: Registry[Callable[[Any, str], Iterable[tuple[str, str, str]]]] = Registry()

#: ``name -> (user) -> expression``: figures that every page shows of its person, read in the statement of the roles.
person_figures: dict[str, Callable[[Any], Any]] = {}

#: ``(rule=, subject=, recipients=, title=, body=, url=, threshold=) -> new lines``: how lower apps write into inboxes.
inbox_writers: Registry[Callable[..., int]] = Registry()
