"""Writing without what Django takes to make a statement: many rows at once, or several changes in one statement."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple

from django.db import connection, models


class Change(NamedTuple):
    """One change of one table, to be run by itself or with others (:func:`make_changes`)."""

    sql: str
    params: list[Any]


def write_columns(rows: Sequence[models.Model], names: Sequence[str]) -> None:
    """Write these columns of rows that are stored already, in one statement.

    ``bulk_update`` builds one CASE per column with a branch per row, which costs more than the writing. Values go
    through their fields as always; arrays of arrays have no array type, so array columns are not for it.
    """
    make_changes([columns_change(rows, names)] if rows else [])


def columns_change(rows: Sequence[models.Model], names: Sequence[str]) -> Change:
    """The same as a change; at least one row."""
    fields = _fields(type(rows[0]), ("pk", *names))
    if len(rows) == 1:
        key, *values = [_value(field, rows[0]) for field in fields]
        return Change(_update_one(type(rows[0]), tuple(names)), [*values, key])
    return Change(_update_many(type(rows[0]), tuple(names)), [[_value(each, row) for row in rows] for each in fields])


def stored_change(rows: Sequence[models.Model], key: Sequence[str], last: Sequence[str]) -> Change:
    """Rows without a key of their own, inserted or, where one with this unique ``key`` is there, written over.

    Args:
        last: the columns that are written over.
    """
    model = type(rows[0])
    names = tuple(field.name for field in model._meta.concrete_fields if not field.primary_key)
    fields = _fields(model, names)
    place = f"({', '.join(['%s'] * len(fields))})"
    told = ", ".join(f"{column} = EXCLUDED.{column}" for column in _columns(model, tuple(last)))
    sql = (
        f"INSERT INTO {_table(model)} ({', '.join(_columns(model, names))}) VALUES {', '.join([place] * len(rows))}"
        f" ON CONFLICT ({', '.join(_columns(model, tuple(key)))}) DO UPDATE SET {told}"
    )
    return Change(sql, [_value(field, row) for row in rows for field in fields])


def make_changes(changes: Iterable[Change]) -> None:
    """Run changes in one statement; none of them sees what another one does, none changes a row of another one."""
    made = list(changes)
    if not made:
        return
    sql = made[0].sql
    if len(made) > 1:
        sql = f"WITH {', '.join(f'change{n} AS ({each.sql})' for n, each in enumerate(made))} SELECT 1"
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for each in made for value in each.params])


def store_with_pointer(row: Any, pointer: models.Model, link: str, key: Sequence[str]) -> None:
    """Insert a new row and let the pointer (found by its unique ``key``) show it by its column ``link``, in one statement.

    The row has its primary key afterwards.
    """
    model: Any = type(row)
    pointing: Any = type(pointer)
    names = tuple(field.name for field in model._meta.concrete_fields if not field.primary_key)
    others = tuple(f.name for f in pointing._meta.concrete_fields if not f.primary_key and f.name != link)
    params = [_value(field, row) for field in _fields(model, names)]
    params += [_value(field, pointer) for field in _fields(pointing, others)]
    with connection.cursor() as cursor:
        cursor.execute(_pointed_insert(model, pointing, names, others, link, tuple(key)), params)
        row.pk = cursor.fetchone()[0]
    row._state.adding, row._state.db = False, connection.alias


@cache
def _pointed_insert(
    model: Any, pointing: Any, names: tuple[str, ...], others: tuple[str, ...], link: str, key: tuple[str, ...]
) -> str:
    pk, columns, [at] = _columns(model, ("pk",))[0], _columns(pointing, others), _columns(pointing, (link,))
    kinds = [f"%s::{_kind(field)}" for field in _fields(pointing, others)]
    told = [column for column in (*columns, at) if column not in _columns(pointing, key)]
    return (
        f"WITH new AS (INSERT INTO {_table(model)} ({', '.join(_columns(model, names))})"
        f" VALUES ({', '.join(['%s'] * len(names))}) RETURNING {pk}),"
        f" pointer AS (INSERT INTO {_table(pointing)} ({', '.join(columns)}, {at})"
        f" SELECT {', '.join(kinds)}, new.{pk} FROM new ON CONFLICT ({', '.join(_columns(pointing, key))})"
        f" DO UPDATE SET {', '.join(f'{column} = EXCLUDED.{column}' for column in told)}) SELECT {pk} FROM new"
    )


@cache
def _update_one(model: Any, names: tuple[str, ...]) -> str:
    told = ", ".join(f"{column} = %s" for column in _columns(model, names))
    return f"UPDATE {_table(model)} SET {told} WHERE {_columns(model, ('pk',))[0]} = %s"


@cache
def _update_many(model: Any, names: tuple[str, ...]) -> str:
    table, columns = _table(model), _columns(model, ("pk", *names))
    arrays = ", ".join(f"%s::{_kind(field)}[]" for field in _fields(model, ("pk", *names)))
    told = ", ".join(f"{column} = told.{column}" for column in columns[1:])
    return (
        f"UPDATE {table} SET {told} FROM unnest({arrays}) AS told({', '.join(columns)})"
        f" WHERE {table}.{columns[0]} = told.{columns[0]}"
    )


def _fields(model: Any, names: Iterable[str]) -> list[Any]:
    meta = model._meta
    return [meta.pk if name == "pk" else meta.get_field(name) for name in names]


def _columns(model: Any, names: tuple[str, ...]) -> list[str]:
    return [connection.ops.quote_name(field.column) for field in _fields(model, names)]


def _table(model: Any) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _kind(field: Any) -> str:
    """The type without its length: an array of them never cuts anything off."""
    return str(field.rel_db_type(connection) if field.primary_key else field.db_type(connection)).split("(")[0]


def _value(field: Any, row: models.Model) -> Any:
    return field.get_db_prep_save(getattr(row, field.attname), connection)
