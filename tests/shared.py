"""Rows that the tests of a module share: made once, and each test's writes are undone down to them.

A world takes two hundred statements to make and a test twenty. ``shared`` stands in the place of ``pytest.fixture``
on a function that only makes rows; each test gets copies of the objects, so that what one changes no other sees.
"""

from __future__ import annotations

import contextlib
import copy
import inspect
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction

#: What stands around the tests of the running module.
_standing: list[contextlib.ExitStack] = []


def shared(make: Callable[[], Any]) -> Any:
    """The fixture of a module's rows, named like the function; not for tests with transactions of their own."""
    name = f"_rows_of_{make.__name__}"

    @pytest.fixture(scope="module", name=name)
    def rows(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
        with contextlib.ExitStack() as stack:
            stack.enter_context(django_db_blocker.unblock())
            stack.enter_context(transaction.atomic())
            stack.callback(transaction.set_rollback, True)
            _standing.append(stack)
            yield make()

    def copied(**given: Any) -> Any:
        assert not commits(given["request"].node), "rows of a module are never committed: make them in the test"
        return copy.deepcopy(given[name])

    names = ("request", name, "db")
    copied.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [inspect.Parameter(each, inspect.Parameter.KEYWORD_ONLY) for each in names]
    )
    copied.__name__ = make.__name__
    frame = inspect.currentframe()
    assert frame is not None and frame.f_back is not None
    frame.f_back.f_globals[name] = rows  # pytest finds fixtures among the names of a module
    return pytest.fixture(copied)


def commits(item: pytest.Item) -> bool:
    """Whether the test has transactions of its own, and thus empties the tables."""
    mark = item.get_closest_marker("django_db")
    return bool(mark and mark.kwargs.get("transaction")) or "transactional_db" in getattr(item, "fixturenames", ())


def clear_away() -> None:
    """Before a test that commits: pytest-django runs those last."""
    while _standing:
        _standing.pop().close()
