"""调查摸底 of a whole city by two real processes, in a database of its own that is dropped afterwards."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Iterator
from time import perf_counter

from django.db import ProgrammingError, connection, transaction

from apps.campaigns.models import ReadinessRow, ReadinessRun
from apps.campaigns.services import compute_readiness, start_readiness

from .figures import Figure, under
from .readiness import GOAL, PROCESSES, WHOLE, make_city
from .scratch import scratch_database, step
from .standard import LEAVES

BUILD, WORK = "build", "work"


def city_figures(organizations: int = WHOLE, template: str = "template1") -> Iterator[Figure]:
    """Seconds from the start of two processes to the finished ranking of every organization.

    Args:
        template: the database that the one of the measurement is made from.
    """
    with scratch_database(template) as env:
        begun = perf_counter()
        run = _words(step(f"{BUILD}:{organizations}", env))[0]
        built = perf_counter() - begun
        start = perf_counter()
        workers = [step(f"{WORK}:{run}", env) for _ in range(PROCESSES)]
        told = [_words(worker) for worker in workers]
        whole = perf_counter() - start
    yield Figure(f"建立 {organizations} 家党组织的数据", f"{built:.2f} s")
    for number, (computed, seconds, _) in enumerate(told, 1):
        yield Figure(f"  第 {number} 个进程", f"{computed} 家，{seconds} s")
    yield under(f"{organizations} 家 × {LEAVES} 项指标，{PROCESSES} 个进程（含启动和排序）", whole, GOAL)
    ranked = told[0][2]
    yield Figure("排出名次", f"{ranked} 家", f"{organizations} 家", ranked == str(organizations))


def take_step(named: str) -> str:
    """One part of the measurement, in a process of its own; what it has to tell the one that measures."""
    name, _, number = named.partition(":")
    return _built(int(number)) if name == BUILD else _worked(int(number))


def _built(organizations: int) -> str:
    with transaction.atomic():
        with _unwatched():
            campaign, _ = make_city(organizations)
        run = start_readiness(actor=campaign.created_by, campaign=campaign)
    return str(run.pk)


@contextlib.contextmanager
def _unwatched() -> Iterator[None]:
    """Millions of rows go in without history and checks, where this server's account may say so; else they take long."""
    with connection.cursor() as cursor:
        with contextlib.suppress(ProgrammingError), transaction.atomic():
            cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        with contextlib.suppress(ProgrammingError), transaction.atomic():
            cursor.execute("SET LOCAL session_replication_role = origin")


def _worked(run: int) -> str:
    start = perf_counter()
    computed = compute_readiness(run)
    seconds = perf_counter() - start
    while ReadinessRun.objects.filter(pk=run, finished_at=None).exists():
        compute_readiness(run)  # the other process holds the last chunk
    ranked = ReadinessRow.objects.filter(run=run, place__isnull=False).count()
    return f"{computed} {seconds:.2f} {ranked}"


def _words(process: subprocess.Popen[str]) -> list[str]:
    """The last line of what a process printed, in words; RuntimeError with its complaint when it failed."""
    said, complaint = process.communicate()
    if process.returncode:
        raise RuntimeError(complaint[-2000:])
    return said.splitlines()[-1].split()
