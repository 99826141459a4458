"""What the migrations made is what the models say: columns, constraints, indexes and triggers of every table.

The portal's own ``migrate`` renders only the changed model of each step, so what came of it is looked at.
"""

import pytest
from django.apps import apps
from django.db import connection

from .test_migrations import OWN

pytestmark = pytest.mark.django_db
FOREIGN = "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f'"


def tables():
    return [model for model in apps.get_models(include_auto_created=True) if model._meta.app_label in OWN]


def names(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return set(cursor.fetchall())


def test_every_column_is_there_and_no_other():
    found = names(
        "SELECT table_name, column_name, is_nullable FROM information_schema.columns WHERE table_schema = 'public'"
    )
    said = {
        (model._meta.db_table, field.column, "YES" if field.null else "NO")
        for model in tables()
        for field in model._meta.local_concrete_fields
    }
    ours = {model._meta.db_table for model in tables()}
    assert {row for row in found if row[0] in ours} == said


def test_every_constraint_and_index_is_there():
    found = {name for (name,) in names("SELECT conname FROM pg_constraint UNION SELECT indexname FROM pg_indexes")}
    said = {each.name for model in tables() for each in (*model._meta.constraints, *model._meta.indexes)}
    assert said - found == set()


def test_every_reference_is_held_by_the_database():
    held = {(table, definition.split("(")[1].split(")")[0]) for table, _, definition in names(FOREIGN)}
    said = {
        (model._meta.db_table, field.column)
        for model in tables()
        for field in model._meta.local_concrete_fields
        if field.is_relation and field.db_constraint
    }
    assert said - held == set()


def test_every_trigger_is_there():
    found = {name for (name,) in names("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")}
    said = {trigger.get_pgid(model) for model in tables() for trigger in getattr(model._meta, "triggers", ())}
    assert said - found == set()
