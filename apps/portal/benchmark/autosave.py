"""Saving as typed, over the real server: one save against a blank page, and fifty a second for half a minute.

Server and data are those of a database of its own, dropped afterwards. Several secretaries type at once, each in an
application or a self-assessment of their own: notes, yes and no, and figures that become facts.
"""

from __future__ import annotations

import datetime as dt
import http.client
import itertools
import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from statistics import median, quantiles
from time import monotonic, perf_counter, sleep
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.urls import reverse

from apps.accounts.choices import Role
from apps.accounts.models import User
from apps.applications.models import Application, Response
from apps.applications.services import start_self_assessment
from apps.campaigns.choices import PhaseKind, PhaseStatus
from apps.campaigns.models import Campaign, Phase
from apps.campaigns.queries import eligible
from apps.core import clock
from apps.organizations.models import Membership
from campaign_portal.processes import free_port, health

from .figures import Figure
from .readiness import make_city
from .scratch import scratch_database, step

TYPISTS = "typists"
#: Goals of the plan: a save against a blank page, and how many a second for how long.
RATIO, RATE, SECONDS = 2.0, 50, 30
PEOPLE, CONNECTIONS, ROUNDS = 24, 8, 40
BLANK = "/help/"
CSRF = "b" * 32
SECRET = "benchmark-only-" + "x" * 40
#: As the portal runs for people on two cores.
SERVER = "--worker-class gthread --workers 2 --threads 4 --preload --no-control-socket --keep-alive 30"
START_SECONDS = 60
#: Of the leaves of the benchmark's standard: what is typed there.
FIGURE, YES_NO, NOTE = "x0", "x5", "x6"


def autosave_figures(
    people: int = PEOPLE, seconds: int = SECONDS, rounds: int = ROUNDS, template: str = "template1"
) -> Iterator[Figure]:
    """Measured over HTTP on this machine; the one that types takes part of the two cores, too.

    Args:
        template: the database that the one of the measurement is made from.
    """
    with scratch_database(template, broker=_cache()) as env:
        # Sessions are signed with the secret: builder and server share one, and the settings that read it.
        env = {**env, "PORTAL_SECRET_KEY": SECRET, "DJANGO_SETTINGS_MODULE": "campaign_portal.settings.demo"}
        desks = json.loads(step(f"{TYPISTS}:{people}", env).communicate()[0].splitlines()[-1])
        with _server(env) as address:
            yield from _alone(address, desks, rounds)
            yield from _together(address, desks, seconds)


def _alone(address: str, desks: list[dict[str, Any]], rounds: int) -> Iterator[Figure]:
    line = _Line(address)
    blank = _median(lambda: line.get(desks[0], BLANK), rounds)
    yield Figure("空白页（帮助）", f"{blank * 1000:.1f} ms")
    for label, kind in (
        ("自评说明", "note"),
        ("自评是否项", "yes_no"),
        ("自评数值（记入数据）", "figure"),
        ("申报表", "form"),
    ):
        desk = next(each for each in desks if ("answers" in each) == (kind != "form"))
        number = itertools.count(1)
        seconds = _median(partial(line.save_next, desk, kind, number), rounds)
        value = f"{seconds / blank:.1f} 倍（{seconds * 1000:.1f} ms）"
        yield Figure(f"自动保存一项：{label}", value, f"≤ {RATIO:.0f} 倍", seconds / blank <= RATIO)
    desk = next(each for each in desks if "answers" in each)
    seconds = _median(lambda: line.get(desk, desk["section"]), max(rounds // 4, 3))
    yield Figure(
        "自评一节（100 项的标准）",
        f"{seconds / blank:.1f} 倍（{seconds * 1000:.1f} ms）",
        "≤ 3 倍",
        seconds / blank <= 3,
    )


def _together(address: str, desks: list[dict[str, Any]], seconds: int) -> Iterator[Figure]:
    """Everybody types; saves start at fixed moments whether earlier ones are done or not."""
    total = RATE * seconds
    times: list[float] = []
    failures: list[str] = []
    turn, begun = itertools.count(), monotonic() + 0.2

    def work(own: list[dict[str, Any]]) -> None:
        line, turns = _Line(address), itertools.count()
        while (number := next(turn)) < total:
            sleep(max(0.0, begun + number / RATE - monotonic()))
            desk = own[next(turns) % len(own)]
            kind = ("note", "yes_no", "figure")[next(turns) % 3] if "answers" in desk else "form"
            start = perf_counter()
            try:
                line.save(desk, kind, number)
            except (OSError, http.client.HTTPException, RuntimeError) as error:
                failures.append(str(error))
                line = _Line(address)
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


def _median(act: Callable[[], Any], rounds: int) -> float:
    for _ in range(3):
        act()
    times = []
    for _ in range(rounds):
        start = perf_counter()
        act()
        times.append(perf_counter() - start)
    return median(times)


class _Line:
    """One connection that stays open, for one person after the other."""

    def __init__(self, address: str) -> None:
        self.connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)

    def get(self, desk: dict[str, Any], path: str) -> bytes:
        return self._ask(desk, "GET", path, None)

    def save(self, desk: dict[str, Any], kind: str, number: int) -> None:
        """Send one changed field on the version that this page knows, as autosave.js does."""
        place = desk["answers"][kind] if kind != "form" else desk["form"]
        value = {"yes_no": str(number % 2), "figure": str(number % 90 + 1)}.get(
            kind, f"第 {number} 次改写的一段话，写明做法和成效。"
        )
        body = {place["field"]: value, "version": place["version"], "page": desk["page"], "autosave": "1"}
        told = json.loads(self._ask(desk, "POST", place["url"], urlencode(body)))
        place["version"] = told["version"]

    def save_next(self, desk: dict[str, Any], kind: str, numbers: Iterator[int]) -> None:
        self.save(desk, kind, next(numbers))

    def _ask(self, desk: dict[str, Any], method: str, path: str, body: str | None) -> bytes:
        headers = {"Cookie": f"sessionid={desk['session']}; csrftoken={CSRF}", "Accept-Encoding": "gzip"}
        if body is not None:
            headers |= {
                "X-CSRFToken": CSRF, "X-Requested-With": "fetch", "Accept": "application/json",
                "Content-Type": "application/x-www-form-urlencoded",
            }  # fmt: skip
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{method} {path}: {answer.status} {content[:200].decode(errors='replace')}")
        return content


@contextmanager
def _server(env: dict[str, str]) -> Iterator[str]:
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "campaign_portal.wsgi", "--bind", f"127.0.0.1:{port}", *SERVER.split()]
    env = {**env, "PORTAL_LOG_LEVEL": "ERROR"}
    process = subprocess.Popen(command, cwd=settings.ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    address, deadline = f"http://127.0.0.1:{port}", monotonic() + START_SECONDS
    try:
        while health(address) is None:
            if process.poll() is not None or monotonic() > deadline:
                process.kill()
                raise RuntimeError(process.communicate()[1].decode(errors="replace")[-2000:])
            sleep(0.2)
        yield address
    finally:
        process.terminate()
        process.communicate(timeout=30)


def _cache() -> str:
    """The cache server of this portal, in a database of its own there."""
    base, _, _ = settings.CELERY_BROKER_URL.partition("?")
    if base.startswith("redis+socket:"):
        return f"{base}?virtual_host=15"
    scheme, _, rest = base.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}/15"


def make_typists(people: int) -> str:
    """Secretaries with their forms in an empty database; what a typist needs to know of each, as JSON."""
    with transaction.atomic():
        campaign, version = make_city(people)
        for position, kind in enumerate((PhaseKind.APPLICATION, PhaseKind.SELF_ASSESSMENT)):
            Phase.objects.create(
                campaign=campaign, kind=kind, name=kind.label, position=position, status=PhaseStatus.OPEN,
                starts_at=clock.now() - dt.timedelta(days=5), ends_at=clock.now() + dt.timedelta(days=5),
            )  # fmt: skip
        desks = [_desk(campaign, version, place, number) for number, place in enumerate(eligible(campaign))]
    return json.dumps(desks)


def _desk(campaign: Campaign, version: Any, place: Any, number: int) -> dict[str, Any]:
    user = User.objects.create(username=f"typist{number}", name=f"书记{number}")
    user.set_unusable_password()
    user.save()
    Membership.objects.create(user=user, organization=place, role=Role.SECRETARY, started_on=dt.date(2020, 1, 1))
    assessing = number % 2 == 0
    application = Application.objects.create(
        campaign=campaign, organization=place, organization_path=place.path, standard_version=version,
        created_by=user, status="creating" if assessing else "draft",
    )  # fmt: skip
    desk: dict[str, Any] = {"session": _session(user), "page": f"page{number}"}
    if not assessing:
        url = reverse("applications:save", args=[application.pk])
        return {**desk, "form": {"url": url, "field": "summary", "version": application.version}}
    start_self_assessment(actor=user, application=application)
    section = reverse("applications:assessment_section", args=[application.pk, "s0"])
    return {**desk, "section": section, "answers": _answers(application)}


def _answers(application: Application) -> dict[str, Any]:
    rows = Response.objects.filter(self_assessment__application=application, criterion__code__in=(FIGURE, YES_NO, NOTE))
    found = {row.criterion.code: row for row in rows.select_related("criterion")}
    fields = {"figure": (FIGURE, "value"), "yes_no": (YES_NO, "value"), "note": (NOTE, "note")}
    return {
        kind: {
            "url": reverse("applications:assessment_answer", args=[application.pk, found[code].pk]),
            "field": f"r{found[code].pk}-{name}",
            "version": found[code].version,
        }
        for kind, (code, name) in fields.items()
    }


def _session(user: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    assert session.session_key is not None
    return str(session.session_key)
