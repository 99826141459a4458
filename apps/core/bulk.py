"""Writing many rows at once, at the cost of the rows alone."""

from collections.abc import Sequence
from typing import Any

from django.db import connection, models


def write_columns(rows: Sequence[models.Model], names: Sequence[str]) -> None:
    """Write these columns of rows that are stored already, in one statement.

    ``bulk_update`` builds one CASE per column with a branch per row, which costs more than the writing. Values go
    through their fields as always; arrays of arrays have no array type, so array columns are not for it.
    """
    if not rows:
        return
    meta = type(rows[0])._meta
    fields: list[Any] = [meta.pk, *(meta.get_field(name) for name in names)]
    columns = [connection.ops.quote_name(field.column) for field in fields]
    arrays = ", ".join(f"%s::{_kind(field)}[]" for field in fields)
    values = [[_value(field, row) for row in rows] for field in fields]
    told = ", ".join(f"{column} = told.{column}" for column in columns[1:])
    table = connection.ops.quote_name(meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET {told} FROM unnest({arrays}) AS told({', '.join(columns)})"
            f" WHERE {table}.{columns[0]} = told.{columns[0]}",
            values,
        )


def _kind(field: Any) -> str:
    """The type without its length: an array of them never cuts anything off."""
    return str(field.rel_db_type(connection) if field.primary_key else field.db_type(connection)).split("(")[0]


def _value(field: Any, row: models.Model) -> Any:
    return field.get_db_prep_save(getattr(row, field.attname), connection)
