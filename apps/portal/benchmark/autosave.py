"""What people wait for, over the real server: a save as typed, a long section, a long queue; fifty saves a second.

Server and data are those of a database of its own, dropped afterwards. Each page is asked for in turn with a blank one
of the same person, so that whatever else the machine does meanwhile weighs on both. Then several secretaries type at
once, each in an application or a self-assessment of their own: notes, yes and no, and figures that become facts.
"""

from __future__ import annotations

import http.client
import itertools
import json
import threading
from collections.abc import Iterator
from functools import partial
from statistics import median, quantiles
from time import monotonic, perf_counter, sleep
from typing import Any

from .figures import Figure
from .scratch import scratch_database, step
from .serving import Act, Line, as_deployed, cache_server, collect_files, server
from .typists import SECTION_LEAVES, make_people

TYPISTS = "typists"
#: Goals of the plan: a save, a section and a queue against a blank page; how many saves a second for how long.
SAVE_GOAL, SECTION_GOAL, QUEUE_GOAL, STATEMENTS = 2.0, 3.0, 2.0, 12
RATE, SECONDS = 50, 30
PEOPLE, WAITING, CONNECTIONS, ROUNDS = 24, 5000, 8, 60
BLANK = "/help/"
KINDS = (("自评说明", "note"), ("自评是否项", "yes_no"), ("自评数值（记入数据）", "figure"), ("申报表", "form"))


def autosave_figures(
    people: int = PEOPLE,
    waiting: int = WAITING,
    seconds: int = SECONDS,
    rounds: int = ROUNDS,
    template: str = "template1",
) -> Iterator[Figure]:
    """Measured over HTTP on this machine; the one that types takes part of the two cores, too.

    Args:
        template: the database that the one of the measurement is made from.
    """
    with scratch_database(template, broker=cache_server()) as env:
        env = as_deployed(env)
        collect_files(env)
        told = _built(people, waiting, env)
        with server(env) as address:
            yield from _saves(address, told["desks"], rounds)
            yield from _pages(address, told, waiting, rounds)
            yield from _together(address, told["desks"], seconds)


def take_step(name: str) -> str:
    """The part of the measurement that is a process of its own."""
    people, waiting = name.split(":")[1:]
    return make_people(int(people), int(waiting))


def _built(people: int, waiting: int, env: dict[str, str]) -> dict[str, Any]:
    process = step(f"{TYPISTS}:{people}:{waiting}", env)
    said, complaint = process.communicate()
    if process.returncode:
        raise RuntimeError(complaint[-2000:])
    found: dict[str, Any] = json.loads(said.splitlines()[-1])
    return found


def _saves(address: str, desks: list[dict[str, Any]], rounds: int) -> Iterator[Figure]:
    line = Line(address)
    for label, kind in KINDS:
        desk = next(each for each in desks if ("answers" in each) == (kind != "form"))
        numbers = itertools.count(1)
        blank = partial(line.get, desk["session"], BLANK)
        yield ratio(f"自动保存一项：{label}", lambda: line.save(desk, kind, next(numbers)), blank, SAVE_GOAL, rounds)  # noqa: B023


def _pages(address: str, told: dict[str, Any], waiting: int, rounds: int) -> Iterator[Figure]:
    line = Line(address)
    for label, name, goal in (
        (f"自评一节 {SECTION_LEAVES} 项", "section", SECTION_GOAL),
        (f"待我审核 {waiting} 件", "queue", QUEUE_GOAL),
        (f"待我审核 {waiting} 件，筛选并按等候排序", "narrowed", QUEUE_GOAL),
    ):
        person = told[name]
        page = partial(line.get, person["session"], person["url"])
        blank = partial(line.get, person["session"], BLANK)
        yield ratio(label, page, blank, goal, rounds, person["statements"])


def ratio(label: str, act: Act, blank: Act, goal: float, rounds: int, statements: int | None = None) -> Figure:
    """Medians of both, asked for in turn."""
    for _ in range(6):  # both processes of the server have seen both
        act(), blank()
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for each, times in zip((act, blank), taken, strict=True):
            start = perf_counter()
            each()
            times.append(perf_counter() - start)
    seconds, base = map(median, taken)
    said = f"，{statements} 条语句" if statements is not None else ""
    value = f"{seconds / base:.2f} 倍（{seconds * 1000:.1f} ms，空白页 {base * 1000:.1f} ms）{said}"
    met = seconds / base <= goal and (statements or 0) <= STATEMENTS
    return Figure(label, value, f"≤ {goal:.0f} 倍{f'，≤ {STATEMENTS} 条' if said else ''}", met)


def _together(address: str, desks: list[dict[str, Any]], seconds: int) -> Iterator[Figure]:
    """Everybody types; saves start at fixed moments whether earlier ones are done or not."""
    total = RATE * seconds
    times: list[float] = []
    failures: list[str] = []
    turn, begun = itertools.count(), monotonic() + 0.2

    def work(own: list[dict[str, Any]]) -> None:
        line, turns = Line(address), itertools.count()
        while (number := next(turn)) < total:
            sleep(max(0.0, begun + number / RATE - monotonic()))
            desk = own[next(turns) % len(own)]
            kind = ("note", "yes_no", "figure")[next(turns) % 3] if "answers" in desk else "form"
            start = perf_counter()
            try:
                line.save(desk, kind, number)
            except (OSError, http.client.HTTPException, RuntimeError) as error:
                failures.append(str(error))
                line = Line(address)
            times.append(perf_counter() - start)

    threads = [
        threading.Thread(target=work, args=(desks[at::CONNECTIONS],)) for at in range(min(CONNECTIONS, len(desks)))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    whole = monotonic() - begun
    late = whole <= seconds * 1.1
    yield Figure(
        f"每秒 {RATE} 次自动保存，{seconds} 秒", f"{len(times)} 次用时 {whole:.1f} s", f"≤ {seconds * 1.1:.0f} s", late
    )
    yield Figure("  失败", f"{len(failures)} 次{'：' + failures[0][:80] if failures else ''}", "0 次", not failures)
    yield Figure("  用时", f"中位 {median(times) * 1000:.0f} ms，95% 在 {quantiles(times, n=20)[-1] * 1000:.0f} ms 内")
