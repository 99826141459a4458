"""The portal's own web server over a database of the measurement, and a connection that speaks to it as a browser."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from time import monotonic, sleep
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings

from campaign_portal.processes import free_port, health

CSRF = "b" * 32
SECRET = "benchmark-only-" + "x" * 40
#: As the portal runs for people on two cores.
SERVER = "--worker-class gthread --workers 2 --threads 4 --preload --no-control-socket --keep-alive 30"
#: A machine that does something else as well is slow to start, and slow to answer.
START_SECONDS, ANSWER_SECONDS = 300, 60


def as_deployed(env: dict[str, str]) -> dict[str, str]:
    """The environment of builder and server: sessions are signed with the secret, files carry their content's hash."""
    return {**env, "PORTAL_SECRET_KEY": SECRET, "DJANGO_SETTINGS_MODULE": "campaign_portal.settings.demo"}


def collect_files(env: dict[str, str]) -> None:
    """Files with their hashes, as pages name them."""
    collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "-v0", "--skip-checks"]
    subprocess.run(collect, cwd=settings.ROOT, env=env, check=True, capture_output=True)


@contextlib.contextmanager
def server(env: dict[str, str]) -> Iterator[str]:
    """The address of a running server."""
    with Web(env) as web:
        yield web.address


class Web:
    """A server that may be killed and started again at its address."""

    def __init__(self, env: dict[str, str]) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.env = {**env, "PORTAL_LOG_LEVEL": "ERROR"}
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Web:
        try:
            self.start()
        except BaseException:
            self.kill()
            raise
        return self

    def __exit__(self, *raised: Any) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.communicate(timeout=60)

    def start(self) -> None:
        """Returns when it answers."""
        bound = f"127.0.0.1:{self.port}"
        command = [sys.executable, "-m", "gunicorn", "campaign_portal.wsgi", "--bind", bound, *SERVER.split()]
        self.process = subprocess.Popen(
            command, cwd=settings.ROOT, env=self.env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            start_new_session=True,
        )  # fmt: skip
        deadline = monotonic() + START_SECONDS
        while health(self.address) is None:
            if self.process.poll() is not None or monotonic() > deadline:
                self.process.kill()
                raise RuntimeError(self.process.communicate()[1].decode(errors="replace")[-2000:])
            sleep(0.2)

    def kill(self) -> None:
        """kill -9 of the server with all its processes: nothing is finished, nothing said."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.communicate()
            self.process = None


def cache_server() -> str:
    """The cache server of this portal, in a database of its own there."""
    base, _, _ = settings.CELERY_BROKER_URL.partition("?")
    if base.startswith("redis+socket:"):
        return f"{base}?virtual_host=15"
    scheme, _, rest = base.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}/15"


class Line:
    """One connection that stays open, for one person after the other."""

    def __init__(self, address: str) -> None:
        self.connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=ANSWER_SECONDS)

    def get(self, session: str, path: str) -> bytes:
        return self._ask(session, "GET", path, None)

    def save(self, desk: dict[str, Any], kind: str, number: int) -> None:
        """Send one changed field on the version that this page knows, as autosave.js does."""
        place = desk["answers"][kind] if kind != "form" else desk["form"]
        value = {"yes_no": str(number % 2), "figure": str(number % 90 + 1)}.get(
            kind, f"第 {number} 次改写的一段话，写明做法和成效。"
        )
        body = {place["field"]: value, "version": place["version"], "page": desk["page"], "autosave": "1"}
        told = json.loads(self._ask(desk["session"], "POST", place["url"], urlencode(body)))
        place["version"] = told["version"]

    def _ask(self, session: str, method: str, path: str, body: str | None) -> bytes:
        headers = {"Cookie": f"sessionid={session}; csrftoken={CSRF}", "Accept-Encoding": "gzip"}
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


Act = Callable[[], Any]
