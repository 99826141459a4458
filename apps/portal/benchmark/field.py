"""The field over the real server: faulty networks, a rush of phones, an office's round of thousands.

Server, data and files are those of the measurement, dropped afterwards. What stands in the database in the end is
compared with what the phones sent: each record once, all photos, every digest.
"""

from __future__ import annotations

import itertools
import json
import random
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from statistics import median, quantiles
from time import monotonic, perf_counter
from typing import Any

import psycopg

from .autosave import ratio
from .figures import Figure
from .phones import SIZE, PhoneLine, Sending, pictures
from .scratch import scratch_database, step
from .serving import Line, Web, as_deployed, collect_files
from .visits import make_visits

FIELD = "field"
FAULTY, RUSH, ROUND_VISITS = 1000, 500, 2000
PHONES, HANDS, TURNS, PHOTOS = 50, 8, 3, 2
#: A round's page against the blank one.
GOAL, ROUNDS, BLANK = 2.0, 40, "/help/"
COUNTS = {
    "记录": "SELECT count(*) FROM inspections_fieldrecord",
    "入库": "SELECT count(*) FROM inspections_fieldrecord WHERE status = 'stored'",
    "检查": "SELECT count(*) FROM inspections_visit WHERE status = 'recorded'",
    "照片": "SELECT count(*) FROM inspections_fieldphoto p JOIN core_storedfile f ON f.id = p.file_id AND f.sha256 = p.digest",
    "照片使用": "SELECT count(*) FROM core_fileuse WHERE purpose LIKE 'photo:%' AND removed_at IS NULL",
    "问题": "SELECT count(*) FROM inspections_finding",
}


def field_figures(
    faulty: int = FAULTY, rush: int = RUSH, listed: int = ROUND_VISITS, template: str = "template1"
) -> Iterator[Figure]:
    """Measured over HTTP on this machine; the phones take part of the two cores, too."""
    with _world(PHONES, listed, template) as (env, told):
        collect_files(env)
        with Web(env) as web:
            line, office = Line(web.address), told["office"]
            page, blank = (partial(line.get, office["session"], url) for url in (office["url"], BLANK))
            yield ratio(f"督查批次页 {listed} 家", page, blank, GOAL, ROUNDS)
    yield from rush_figures(rush, template)
    yield from fault_figures(faulty, template)


def take_step(name: str) -> str:
    """The part of the measurement that is a process of its own."""
    phones, visits = name.split(":")[1:]
    return make_visits(int(phones), int(visits))


def fault_figures(
    visits: int, template: str, kills: int = 2, turns: int = TURNS, size: tuple[int, int] = SIZE, seed: int = 1
) -> Iterator[Figure]:
    """Every visit several times in random order, connections cut in the middle, the web killed in between."""
    with _world(PHONES, visits, template) as (env, told), Web(env) as web:
        sendings = _sendings(told, size)
        order = sendings * turns
        random.Random(seed).shuffle(order)
        marks = [len(order) * (at + 1) // (kills + 1) for at in range(kills)]
        start = perf_counter()
        answers, failures, cuts = _delivered(web, order, marks, seed)
        seconds = perf_counter() - start
        yield Figure(
            f"{visits} 次检查各传 {turns} 遍，每次 {PHOTOS} 张照片",
            f"{seconds:.0f} s，中断 {cuts} 次，强制结束网页进程 {kills} 次",
        )
        yield Figure("  未得到确认", _told(failures), "0 次", not failures)
        stored, known = answers["stored"], answers["already"]
        yield Figure("  确认入库、已入库", f"{stored} 次、{known} 次", "", None)
        yield from _complete(env, sendings)


def rush_figures(visits: int, template: str, phones: int = PHONES) -> Iterator[Figure]:
    """A day's visits at once, each phone a connection of its own; nobody sends anything twice."""
    with _world(phones, visits, template) as (env, told), Web(env) as web:
        sendings = _sendings(told)
        by_phone: dict[str, list[Sending]] = {}
        for each in sendings:
            by_phone.setdefault(each.session, []).append(each)
        times: list[float] = []
        failures: list[str] = []

        def work(own: Sequence[Sending]) -> None:
            line = PhoneLine(web.address)
            for sending in own:
                start = perf_counter()
                try:
                    line.deliver(sending)
                except Exception as error:  # whatever it is, it is one that failed
                    failures.append(str(error))
                times.append(perf_counter() - start)
            line.close()

        start = perf_counter()
        _together([partial(work, own) for own in by_phone.values()])
        seconds = perf_counter() - start
        yield Figure(f"{phones} 部手机同时上传 {visits} 次检查", f"{seconds:.0f} s，每秒 {visits / seconds:.1f} 次")
        yield Figure("  失败", _told(failures), "0 次", not failures)
        most = quantiles(times, n=20)[-1] if len(times) > 1 else times[0]
        yield Figure("  每次用时", f"中位 {median(times):.1f} s，95% 在 {most:.1f} s 内")
        yield from _complete(env, sendings)


def _told(failures: Sequence[str]) -> str:
    return f"{len(failures)} 次{'：' + failures[0][:100] if failures else ''}"


def _complete(env: dict[str, str], sendings: Sequence[Sending]) -> Iterator[Figure]:
    """What stands in the database beside what was sent."""
    with psycopg.connect(env["DATABASE_URL"]) as connection:
        found = {name: connection.execute(sql).fetchone()[0] for name, sql in COUNTS.items()}  # type: ignore[index, arg-type]
        digests = {row[0] for row in connection.execute("SELECT digest FROM inspections_fieldrecord")}
        content = "SELECT count(*) FROM inspections_fieldrecord WHERE encode(sha256(content::bytea), 'hex') = digest"
        same = connection.execute(content).fetchone()[0]  # type: ignore[index]
    number, photos = len(sendings), sum(len(each.photos) for each in sendings)
    wanted = {"记录": number, "入库": number, "检查": number, "照片": photos, "照片使用": photos, "问题": number}
    words = "、".join(f"{name} {value}" for name, value in found.items())
    yield Figure("  各一份、照片齐全", words, "、".join(f"{k} {v}" for k, v in wanted.items()), found == wanted)
    equal = digests == {each.digest for each in sendings} and same == number
    yield Figure("  校验值一致", "一致" if equal else "不一致", "一致", equal)


def _sendings(told: dict[str, Any], size: tuple[int, int] = SIZE) -> list[Sending]:
    taken = pictures(PHOTOS, size)
    return [Sending(phone, visit, told["leaves"], taken) for phone in told["phones"] for visit in phone["visits"]]


def _delivered(
    web: Web, order: Sequence[Sending], marks: Sequence[int], seed: int
) -> tuple[Counter[str], list[str], int]:
    """All of it by several hands; whoever comes to a mark kills the server and starts it again."""
    turn = itertools.count()
    answers: Counter[str] = Counter()
    failures: list[str] = []
    lines = [PhoneLine(web.address, random.Random(seed + hand)) for hand in range(HANDS)]

    def work(line: PhoneLine) -> None:
        while (number := next(turn)) < len(order):
            if number in marks:
                web.kill()
                web.start()
            try:
                answers[line.deliver(order[number])] += 1
            except RuntimeError as error:
                failures.append(str(error))
        line.close()

    _together([partial(work, line) for line in lines])
    return answers, failures, sum(line.cuts for line in lines)


def _together(works: Sequence[Any]) -> None:
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    deadline = monotonic() + 3600
    for thread in threads:
        thread.join(max(0.0, deadline - monotonic()))


class _world:
    """A database with visits, and a folder for what is uploaded."""

    def __init__(self, phones: int, visits: int, template: str) -> None:
        self.phones, self.visits = phones, visits
        self.database = scratch_database(template)
        self.files = tempfile.TemporaryDirectory()

    def __enter__(self) -> tuple[dict[str, str], dict[str, Any]]:
        env = as_deployed(self.database.__enter__()) | {"PORTAL_FILES": self.files.__enter__()}
        process = step(f"{FIELD}:{self.phones}:{self.visits}", env)
        said, complaint = process.communicate()
        if process.returncode:
            self.__exit__(None, None, None)
            raise RuntimeError(complaint[-2000:])
        return env, json.loads(said.splitlines()[-1])

    def __exit__(self, *raised: Any) -> None:
        self.database.__exit__(None, None, None)
        self.files.__exit__(None, None, None)
