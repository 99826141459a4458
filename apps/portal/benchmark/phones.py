"""A phone as the server meets it: photos and records over HTTP, sent again until they are answered, sometimes cut."""

from __future__ import annotations

import hashlib
import http.client
import io
import json
import random
import socket
import uuid
from collections.abc import Iterator
from time import sleep
from typing import Any
from urllib.parse import urlsplit

from PIL import Image

from .serving import ANSWER_SECONDS, CSRF

PHOTOS, RECORDS = "/field/api/photos/", "/field/api/records/"
BOUNDARY = "phone-" + "b" * 20
SIZE = (1280, 960)
#: How often a phone asks again before the measurement gives up on it.
TRIES = 400


class Sending:
    """One visit of one phone: its photos and its record, the same bytes however often they are sent."""

    def __init__(self, phone: dict[str, Any], visit: str, leaves: list[int], photos: list[bytes]) -> None:
        self.session, self.visit = phone["session"], visit
        # What follows the picture's end is no part of it, and yet makes other bytes of it: one picture serves all.
        taken = [(each, uuid.uuid4().bytes) for each in photos]
        self.photos = {digest(whole + end): (whole, end) for whole, end in taken}
        self.id = str(uuid.uuid4())
        self.body = json.dumps(self._content(phone["user"], leaves), ensure_ascii=False).encode()
        self.digest = digest(self.body)

    def _content(self, user: int, leaves: list[int]) -> dict[str, Any]:
        found = {"id": str(uuid.uuid4()), "criterion": leaves[0], "severity": "minor", "description": "资料不全"}
        return {
            "v": 1, "record": self.id, "visit": self.visit, "user": user, "bundle": "", "methods": ["on_site"],
            "summary": f"总体达到要求 {self.id}", "findings": [found],
            "results": [{"criterion": leaf, "verdict": "pass", "note": "现场核实，情况属实。"} for leaf in leaves],
            "photos": [{"digest": each, "criterion": leaves[0]} for each in self.photos],
        }  # fmt: skip

    def requests(self) -> Iterator[tuple[str, bytes, dict[str, str]]]:
        """Photos first, then the record."""
        for name, (whole, end) in self.photos.items():
            yield PHOTOS, self._form(name, whole + end), {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
        told = {"Content-Type": "application/json", "X-Record": self.id, "X-Digest": self.digest}
        yield RECORDS, self.body, told

    def _form(self, name: str, taken: bytes) -> bytes:
        fields = {"id": str(uuid.uuid4()), "visit": self.visit, "digest": name}
        parts = [
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in fields.items()
        ]
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="photo"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
        return "".join(parts).encode() + head.encode() + taken + f"\r\n--{BOUNDARY}--\r\n".encode()


class PhoneLine:
    """The network between phones and server."""

    def __init__(self, address: str, chance: random.Random | None = None) -> None:
        self.netloc = urlsplit(address).netloc
        self.chance = chance
        self.connection: http.client.HTTPConnection | None = None
        self.cuts = 0

    def deliver(self, sending: Sending) -> str:
        """Send all of it until the server confirms the record's digest; the answer.

        Raises: RuntimeError when the server refuses, or never answers.
        """
        answer: dict[str, Any] = {}
        for path, body, headers in sending.requests():
            if self.chance is not None and self.chance.random() < 0.2:
                self._cut(sending.session, path, body, headers)
            answer = self._insist(sending.session, path, body, headers)
        if answer.get("digest") != sending.digest:
            raise RuntimeError(f"other content confirmed: {answer}")
        return str(answer["answer"])

    def _insist(self, session: str, path: str, body: bytes, headers: dict[str, str]) -> dict[str, Any]:
        for turn in range(TRIES if self.chance is not None else 1):
            try:
                status, told = self._ask(session, path, body, headers)
            except (OSError, http.client.HTTPException):
                self.close()
                if self.chance is None:
                    raise
                sleep(min(1.0, 0.1 * (turn + 1)))
                continue
            if status == 200:
                return told
            if status < 500 or self.chance is None:
                raise RuntimeError(f"{path}: {status} {told}")
            sleep(0.2)
        raise RuntimeError(f"{path}: no answer")

    def _ask(self, session: str, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, dict[str, Any]]:
        if self.connection is None:
            self.connection = http.client.HTTPConnection(self.netloc, timeout=ANSWER_SECONDS)
        self.connection.request("POST", path, body, self._headers(session, headers))
        answer = self.connection.getresponse()
        content = answer.read()
        try:
            return answer.status, json.loads(content)
        except ValueError:
            return answer.status, {"error": content[:200].decode(errors="replace")}

    def close(self) -> None:
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def _headers(self, session: str, more: dict[str, str]) -> dict[str, str]:
        return {"Cookie": f"sessionid={session}; csrftoken={CSRF}", "X-CSRFToken": CSRF, **more}

    def _cut(self, session: str, path: str, body: bytes, headers: dict[str, str]) -> None:
        """The network goes while the phone sends, or before the answer comes."""
        assert self.chance is not None
        part = int(len(body) * self.chance.choice((0.1, 0.5, 0.9, 1.0)))
        told = {"Host": self.netloc, "Content-Length": str(len(body)), **self._headers(session, headers)}
        head = f"POST {path} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in told.items()) + "\r\n"
        host, _, port = self.netloc.partition(":")
        self.cuts += 1
        try:
            with socket.create_connection((host, int(port)), timeout=5) as wire:
                wire.sendall(head.encode() + body[:part])
        except OSError:
            return


def pictures(number: int, size: tuple[int, int] = SIZE) -> list[bytes]:
    """Photos as a phone sends them."""
    made = []
    for at in range(number):
        noise = Image.effect_noise((size[0] // 4, size[1] // 4), 60 + at * 10).resize(size)
        out = io.BytesIO()
        noise.convert("RGB").save(out, "JPEG", quality=80)
        made.append(out.getvalue())
    return made


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
