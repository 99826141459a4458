"""Reads that are compiled once per process.

Most of what a small read costs is not the database but Django turning a queryset into SQL. ``@prepared`` stands on a
function that builds the queryset from its arguments; it is called once for each shape of them, and afterwards only the
parameters of the statement change::

    @prepared
    def lines_of(assessment: int) -> QuerySet:
        return Response.objects.filter(self_assessment=assessment).values_list("pk", "value")

    rows = lines_of(assessment.pk)

All that differs from call to call is an argument, the day too; nothing else may be looked up inside. With
``PREPARED_CHECKED`` (tests) each call compiles the queryset afresh and compares.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet
from django.db.transaction import TransactionManagementError

#: Stand-ins while a statement is compiled; no constant of a statement is one of them. Numbers fit any column but a
#: small one, for which Django would say that nothing can be found: that is an error here.
FIRST_NUMBER = 2_100_000_000
FIRST_DAY = dt.datetime(9000, 1, 1, tzinfo=dt.UTC)
#: Values of one argument up to which a statement is kept, and shapes of one read.
MOST_VALUES, MOST_SHAPES = 200, 60
#: A number that every column holds.
LARGEST = 2**31 - 1


class Prepared:
    """A read with its statements by the shape of the arguments."""

    def __init__(self, build: Callable[..., QuerySet]) -> None:
        self.build = build
        self.__doc__, self.__name__ = build.__doc__, build.__name__
        self._shapes: dict[tuple[Any, ...], Statement | None] = {}

    def __call__(self, *values: Any) -> list[Any]:
        """The rows, as the queryset would give them."""
        if any(isinstance(each, int) and abs(each) > LARGEST for each in _flat(values)):
            return list(self.build(*values))  # Django knows which columns hold it, and finds nothing in the others
        shape = tuple(_shape_of(value) for value in values)
        if shape not in self._shapes:
            if len(self._shapes) >= MOST_SHAPES or any(isinstance(v, list) and len(v) > MOST_VALUES for v in values):
                return list(self.build(*values))
            self._shapes[shape] = self._compiled(values)
        statement = self._shapes[shape]
        if getattr(settings, "PREPARED_CHECKED", False):
            self._check(statement, values)
        return statement.rows(list(_flat(values))) if statement is not None else []

    def first(self, *values: Any) -> Any:
        """The first row, or None."""
        return next(iter(self(*values)), None)

    def _compiled(self, values: Sequence[Any]) -> "Statement | None":
        given = [_stand_in(value, at * MOST_VALUES) for at, value in enumerate(values)]
        try:
            return Statement(self.build(*given), list(_flat(given)))
        except EmptyResultSet:
            if not any(isinstance(value, list | tuple) and not value for value in values):
                raise
            return None  # an empty list of values: nothing can be found

    def _check(self, statement: "Statement | None", values: Sequence[Any]) -> None:
        try:
            queryset = self.build(*values)
            fresh = queryset.query.get_compiler(queryset.db).as_sql()
        except EmptyResultSet:
            assert statement is None, f"{self.__name__}: finds nothing when it is compiled afresh"
            return
        assert statement is not None, f"{self.__name__}: finds something when it is compiled afresh"
        given = list(_flat(values))
        kept = (statement.sql_with(given), tuple(statement.filled(given)))
        assert kept == (fresh[0], tuple(fresh[1])), f"{self.__name__}: {kept} is not {fresh}"


def prepared(build: Callable[..., QuerySet]) -> Prepared:
    """Compile the queryset that a function builds once for each shape of its arguments."""
    return Prepared(build)


class Statement:
    """A compiled queryset whose parameters are filled in anew each time it is run."""

    def __init__(self, queryset: QuerySet, stand_ins: list[Any]) -> None:
        self.queryset = queryset
        self.compiler = compiler = queryset.query.get_compiler(queryset.db)
        self.sql, params = compiler.as_sql()
        self.params = list(params)
        self.slots = [(at, fill) for at, param in enumerate(params) if (fill := _filling(param, stand_ins)) is not None]
        self.offsets = [(at, f" OFFSET {each}") for at, each in enumerate(stand_ins) if isinstance(each, int)]
        self.offsets = [(at, words) for at, words in self.offsets if words in self.sql]
        fields = [column for column, *_ in compiler.select[: compiler.col_count]]
        self.converters = list(compiler.get_converters(fields).items())
        self.cut = compiler.col_count if compiler.has_extra_select else None

    def rows(self, values: list[Any]) -> list[Any]:
        """Run it with these values."""
        base: Any = self.queryset
        found: Any = type(base)(model=base.model, query=_Query(self, values), using=base._db, hints=base._hints)
        found._iterable_class, found._fields = base._iterable_class, base._fields
        found._prefetch_related_lookups = base._prefetch_related_lookups
        return list(found)

    def sql_with(self, values: list[Any]) -> str:
        """The text; the place of a page stands in it as a number."""
        sql = self.sql
        for at, words in self.offsets:
            sql = sql.replace(words, f" OFFSET {int(values[at])}" if values[at] else "")
        return sql

    def filled(self, values: list[Any]) -> list[Any]:
        params = list(self.params)
        for at, fill in self.slots:
            params[at] = fill(values)
        return params


class _Query:
    """Stands in for a queryset's query: its compiler has compiled already."""

    def __init__(self, statement: Statement, values: Sequence[Any] = ()) -> None:
        self.statement, self.values = statement, list(values)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.statement.queryset.query, name)

    def get_compiler(self, using: str, **_: Any) -> "_Run":
        return _Run(self.statement, self.values, using)


class _Run:
    """One run, as a queryset's iterable asks for it."""

    def __init__(self, statement: Statement, values: list[Any], using: str) -> None:
        self.statement, self.values, self.connection = statement, values, connections[using]
        compiler = statement.compiler
        self.select, self.klass_info = compiler.select, compiler.klass_info
        self.annotation_col_map = compiler.annotation_col_map

    def execute_sql(self, *_: Any, **__: Any) -> list[Any]:
        statement = self.statement
        if statement.queryset.query.select_for_update and self.connection.get_autocommit():
            raise TransactionManagementError("a lock outlives its statement in a transaction alone")
        with self.connection.cursor() as cursor:
            cursor.execute(statement.sql_with(self.values), statement.filled(self.values))
            found = cursor.fetchall()
        return found if statement.cut is None else [row[: statement.cut] for row in found]

    def results_iter(self, results: list[Any] | None = None, **_: Any) -> Iterator[Any]:
        found = self.execute_sql() if results is None else results
        return self._converted(found) if self.statement.converters else iter(found)

    def _converted(self, found: list[Any]) -> Iterator[Any]:
        for told in found:
            row = list(told)
            for at, (converters, expression) in self.statement.converters:
                for convert in converters:
                    row[at] = convert(row[at], expression, self.connection)
            yield tuple(row)


def _shape_of(value: Any) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return (len(value), *{_shape_of(each) for each in value})
    return next(kind for kind in (int, str, uuid.UUID, dt.datetime, dt.date) if isinstance(value, kind))


def _flat(values: Sequence[Any]) -> Iterator[Any]:
    for value in values:
        if isinstance(value, list | tuple):
            yield from value
        else:
            yield value


def _stand_in(value: Any, at: int) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, list | tuple):
        return [_stand_in(each, at + place) for place, each in enumerate(value)]
    if isinstance(value, int):
        return FIRST_NUMBER + at
    if isinstance(value, str):
        return f"~prepared {at}~"
    if isinstance(value, uuid.UUID):
        return uuid.UUID(int=FIRST_NUMBER + at)
    moment = FIRST_DAY + dt.timedelta(days=at)
    return moment if isinstance(value, dt.datetime) else moment.date()


def _filling(param: Any, stand_ins: list[Any]) -> Callable[[list[Any]], Any] | None:
    """How a parameter is made of the values; None where it is always the same."""
    if isinstance(param, list):
        fills = [_filling(each, stand_ins) or _always(each) for each in param]
        return lambda values: [fill(values) for fill in fills]
    for at, stand_in in enumerate(stand_ins):
        if stand_in is None or isinstance(stand_in, bool):
            continue
        if isinstance(param, str) and isinstance(stand_in, str) and stand_in in param and param != stand_in:
            return _pattern(param.partition(stand_in), at)
        if param == stand_in and isinstance(param, str) == isinstance(stand_in, str):
            return _as_given(type(param), at)
    return None


def _always(value: Any) -> Callable[[list[Any]], Any]:
    return lambda _: value


def _pattern(parts: tuple[str, str, str], at: int) -> Callable[[list[Any]], str]:
    """Part of a LIKE, where a value's own signs are escaped."""
    before, _, after = parts
    escape = connections["default"].ops.prep_for_like_query
    return lambda values: f"{before}{escape(values[at])}{after}"


def _as_given(kind: type, at: int) -> Callable[[list[Any]], Any]:
    """Numbers keep the width that their column asked for."""
    if issubclass(kind, int) and kind is not int:
        return lambda values: kind(values[at])
    return lambda values: values[at]
