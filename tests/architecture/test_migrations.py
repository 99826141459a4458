"""Models and migrations agree, and every step back is known."""

import io

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunPython, RunSQL

OWN = ("core", "accounts", "organizations", "reminders", "standards", "campaigns", "applications", "inspections",
       "evaluations", "branding")  # fmt: skip


def own_migrations():
    loader = MigrationLoader(None, ignore_no_migrations=True)
    return [migration for (app, _), migration in sorted(loader.disk_migrations.items()) if app in OWN]


@pytest.mark.django_db
def test_no_model_change_lacks_its_migration():
    out = io.StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=out, verbosity=2)
    except SystemExit:
        pytest.fail(out.getvalue())


def test_every_operation_has_a_way_back():
    one_way = [
        f"{migration.app_label}.{migration.name}: {operation.describe()}"
        for migration in own_migrations()
        for operation in migration.operations
        if isinstance(operation, RunPython | RunSQL) and not operation.reversible
    ]
    assert one_way == []


def test_each_app_has_one_line_of_migrations():
    loader = MigrationLoader(None, ignore_no_migrations=True)
    assert loader.detect_conflicts() == {}


@pytest.mark.django_db
def test_database_has_every_migration():
    loader = MigrationLoader(connection)
    assert {(each.app_label, each.name) for each in own_migrations()} - set(loader.applied_migrations) == set()
