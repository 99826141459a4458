"""Databases as wholes on the server of the tests: made, cloned, dropped."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import subprocess
import sys
from urllib.parse import quote

import psycopg
from django.conf import settings
from psycopg import sql

from campaign_portal.embedded import ROOT

STATE = ROOT / ".portal" / "test"


def connect(database: str) -> psycopg.Connection:
    """A connection of our own, in autocommit."""
    server = settings.DATABASES["default"]
    return psycopg.connect(
        host=server["HOST"] or None,
        port=server["PORT"] or None,
        user=server["USER"] or None,
        password=server["PASSWORD"] or None,
        dbname=database,
        autocommit=True,
    )


def administer(statement: str, *names: str) -> None:
    """A statement on databases; `names` fill its {} as identifiers."""
    with connect("postgres") as connection:
        connection.execute(sql.SQL(statement).format(*(sql.Identifier(name) for name in names)))


def databases(pattern: str) -> list[str]:
    """Names of the databases that match a regular expression."""
    with connect("postgres") as connection:
        rows = connection.execute("SELECT datname FROM pg_database WHERE datname ~ %s", [pattern])
        return [name for (name,) in rows.fetchall()]


def drop(pattern: str) -> list[str]:
    """Drop the databases that match a regular expression, whoever uses them; their names."""
    names = databases(pattern)
    for name in names:
        administer("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
    return names


def disconnect(name: str) -> None:
    """End every session on a database."""
    with connect("postgres") as connection:
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])


def database_url(name: str) -> str:
    """DATABASE_URL of a database on the server of the tests."""
    server = settings.DATABASES["default"]
    account = ":".join(quote(part, safe="") for part in (server["USER"], server["PASSWORD"]) if part)
    if not server["HOST"] or server["HOST"].startswith("/"):
        return f"postgres://{account}@/{name}?host={quote(server['HOST'], safe='')}"
    port = f":{server['PORT']}" if server["PORT"] else ""
    return f"postgres://{account}@{server['HOST']}{port}/{name}"


def manage(command: list[str], env: dict[str, str]) -> str:
    """Run a management command in a process of its own; AssertionError with its output when it fails."""
    done = subprocess.run(
        [sys.executable, "manage.py", *command], cwd=ROOT, env={**os.environ, **env}, capture_output=True, text=True
    )
    assert done.returncode == 0, f"{command}: {done.stdout[-2000:]}{done.stderr[-4000:]}"
    return done.stdout


def migrated_template() -> str:
    """The database that all test databases are cloned from: migrated once for one state of the migrations."""
    name = settings.DATABASES["default"]["TEST"]["TEMPLATE"]
    STATE.mkdir(parents=True, exist_ok=True)
    with (STATE / "template.lock").open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        if name not in databases("^migrated_"):
            _migrate(name)
            drop(f"^migrated_(?!{name.removeprefix('migrated_')}$)")
    return name


def _migrate(name: str) -> None:
    """Under another name first, so that an interrupted migration is no template.

    A migration renders every model anew, some minutes for all of them: where an earlier template holds the same
    files and fewer of them, only the new ones run.
    """
    unfinished, files = f"test_portal_p{os.getpid()}_template", migration_files()
    base = next((old for old in databases("^migrated_") if _made_from(old).items() <= files.items()), None)
    administer("CREATE DATABASE {} TEMPLATE {}", unfinished, base or "template1")
    manage(["migrate", "-v0", "--skip-checks"], {"DATABASE_URL": database_url(unfinished)})
    administer("ALTER DATABASE {} RENAME TO {}", unfinished, name)
    with connect("postgres") as connection:
        told = sql.Literal(json.dumps(files))
        connection.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(name), told))


def migration_files() -> dict[str, str]:
    """Each migration and the lock of the packages, which bring migrations too: path → digest."""
    paths = [*ROOT.glob("apps/*/migrations/*.py"), *ROOT.glob("campaign_portal/requirements*.lock")]
    return {
        path.relative_to(ROOT).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()[:16] for path in sorted(paths)
    }


def _made_from(template: str) -> dict[str, str]:
    """The files of an existing template; something that no set of files contains when it does not say."""
    with connect("postgres") as connection:
        query = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"
        (told,) = connection.execute(query, [template]).fetchone() or (None,)
    return json.loads(told) if told else {template: "unknown"}
