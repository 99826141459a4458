"""A portal for journeys: a database cloned from a template, files beside it, and the real processes."""

from __future__ import annotations

import contextlib
import datetime
import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from django.conf import settings

from campaign_portal.embedded import ROOT
from campaign_portal.processes import Portal, free_port
from tests.databases import STATE, administer, connect, database_url, databases, drop, manage, migrated_template

PASSWORD = "Journey-2468-pass"
SOURCES = ("apps", "campaign_portal", "fixtures")
# The journeys' broker is a database of its own, one for each process of xdist, so that no message of another test
# reaches their worker.
BROKER_DATABASE = 1 + int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:]) % 14
DEMO = (["demo", "--prepare-only"],)


class Stage:
    """One running portal. `url` has no slash at the end; `portal` starts and stops its processes."""

    def __init__(self, database: str, files: Path, port: int) -> None:
        self.database, self.files = database, files
        self.password = PASSWORD
        self.env = environment(database, files)
        self.portal = Portal(port, self.env, logs=STATE / "log" / database)

    @property
    def url(self) -> str:
        """The portal's address."""
        return self.portal.url

    @classmethod
    @contextlib.contextmanager
    def demo(cls, seed: Sequence[list[str]] = DEMO) -> Iterator[Stage]:
        """A portal on a copy of what the management commands `seed` make (the whole demonstration)."""
        template = make_template(seed)
        name = f"journey_p{os.getpid()}"
        files = STATE / "files" / name
        shutil.copytree(STATE / "files" / template, files, dirs_exist_ok=True)
        administer("CREATE DATABASE {} TEMPLATE {}", name, template)
        stage = cls(name, files, free_port())
        try:
            stage.portal.start()
            yield stage
        finally:
            stage.portal.stop()
            administer("DROP DATABASE {} WITH (FORCE)", name)
            shutil.rmtree(files, ignore_errors=True)

    def manage(self, *words: str) -> str:
        """Run a management command on the stage's database; its output."""
        return manage(list(words), self.env)

    def query(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        """Rows of a statement: what the database says beside what the page says."""
        with connect(self.database) as connection:
            return connection.execute(statement, values).fetchall()


def broker_url() -> str:
    """REDIS_URL of the journeys."""
    base = settings.CELERY_BROKER_URL.partition("?")[0]
    if base.startswith("redis+socket:"):
        return f"{base}?virtual_host={BROKER_DATABASE}"
    scheme, _, rest = base.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}/{BROKER_DATABASE}"


def environment(database: str, files: Path) -> dict[str, str]:
    """What the portal's processes need to know."""
    return {
        "DJANGO_SETTINGS_MODULE": "campaign_portal.settings.demo",
        "DATABASE_URL": database_url(database),
        "REDIS_URL": broker_url(),
        "PORTAL_FILES": str(files),
        "PORTAL_STATIC_ROOT": str(STATE / "static"),
        "PORTAL_DEMO_PASSWORD": PASSWORD,
        "PORTAL_CHANNEL_HOSTS": "127.0.0.1",
        # A name without https, as a phone in the office's network may open it.
        "PORTAL_ALLOWED_HOSTS": "127.0.0.1,localhost,portal.test",
        "PORTAL_SECRET_KEY": "journeys-only-" + "x" * 40,
    }


def make_template(seed: Sequence[list[str]]) -> str:
    """The name of a database that the commands filled; one that the same code made today is taken again."""
    with (STATE / "journeys.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two processes that need it at once: the second finds it made
        return _made_template(seed)


def _made_template(seed: Sequence[list[str]]) -> str:
    name = f"journeytemplate_{fingerprint(seed)}"
    files = STATE / "files" / name
    manage(["collectstatic", "--noinput", "-v0", "--skip-checks"], environment(name, files))
    if name in databases("^journeytemplate_"):
        return name
    for old in drop("^journeytemplate_"):
        shutil.rmtree(STATE / "files" / old, ignore_errors=True)
    unfinished = f"journey_p{os.getpid()}_new"
    shutil.rmtree(files, ignore_errors=True)
    files.mkdir(parents=True)
    administer("CREATE DATABASE {} TEMPLATE {}", unfinished, migrated_template())
    for command in seed:
        manage(command, environment(unfinished, files))
    administer("ALTER DATABASE {} RENAME TO {}", unfinished, name)
    return name


def fingerprint(seed: Sequence[list[str]]) -> str:
    """Of the code, the data and the day: demo data counts from today."""
    digest = hashlib.sha256(f"{datetime.date.today()}{seed}".encode())
    for folder in SOURCES:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:12]
