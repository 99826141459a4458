"""A mail server and a robot on this machine, as real as a socket: what they were sent, and how they answer."""

from __future__ import annotations

import email
import email.policy
import http.server
import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Mail:
    to: str
    subject: str
    text: str


@dataclass
class MailServer:
    """``answers``: what RCPT is answered, one after the other, then 250. ``hangs`` says nothing at all."""

    port: int = 0
    mails: list[Mail] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    hangs: bool = False
    asked: int = 0


class _Session(socketserver.StreamRequestHandler):
    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())

    def handle(self) -> None:
        server: Any = self.server
        state: MailServer = server.state
        if state.hangs:
            state.asked += 1
            self.rfile.readline()
            return
        self.say("220 ready")
        to = ""
        while line := self.rfile.readline():
            word = line.strip().upper()
            if word.startswith(b"RCPT"):
                state.asked += 1
                to = line.decode().split("<")[1].split(">")[0]
                self.say(state.answers.pop(0) if state.answers else "250 ok")
            elif word == b"DATA":
                self.say("354 go on")
                self.keep(state, to)
                self.say("250 ok")
            elif word == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def keep(self, state: MailServer, to: str) -> None:
        lines = []
        while (line := self.rfile.readline()).strip() != b".":
            lines.append(line)
        message = email.message_from_bytes(b"".join(lines), policy=email.policy.default)
        body = message.get_body()
        state.mails.append(Mail(to, str(message["Subject"]), body.get_content() if body else ""))


@contextmanager
def mail_server() -> Iterator[MailServer]:
    state = MailServer()
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Session) as server:
        server.state, state.port = state, server.server_address[1]  # type: ignore[attr-defined]
        yield from _running(server, state)


@dataclass
class Robot:
    """``answers``: status codes, one after the other, then 200."""

    address: str = ""
    heard: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)


@contextmanager
def robot() -> Iterator[Robot]:
    state = Robot()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = state.answers.pop(0) if state.answers else 200
            if status == 200:
                state.heard.append(json.loads(body))
                state.headers.append(dict(self.headers))
            self.send_response(status)
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            """Quiet."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        state.address = f"http://127.0.0.1:{server.server_address[1]}/hook"
        yield from _running(server, state)


def _running(server: Any, state: Any) -> Iterator[Any]:
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        thread.join()
