"""The virus scanner: clamd, when ``PORTAL_CLAMD`` names where it listens; else plainly off."""

import socket
import struct
from typing import IO
from urllib.parse import urlsplit

from django.conf import settings

PIECE = 64 * 1024
SECONDS = 60.0


class ScannerAway(Exception):
    """No answer, or one that is no verdict: the file goes on waiting."""


def is_on() -> bool:
    return bool(settings.PORTAL_CLAMD)


def scan(file: IO[bytes]) -> str:
    """The name of what was found, empty when nothing was.

    Raises:
        ScannerAway: the scanner did not give a verdict.
    """
    answer = _ask(file)
    if answer.endswith(" FOUND"):
        return answer.removesuffix(" FOUND").partition(": ")[2][:200] or "unknown"
    if answer.endswith(": OK"):
        return ""
    raise ScannerAway(answer[:200] or "no answer")


def answers() -> bool:
    """Whether the scanner is there; for /healthz/."""
    try:
        with _connection() as line:
            line.sendall(b"zPING\0")
            return line.recv(16).startswith(b"PONG")
    except OSError:
        return False


def _ask(file: IO[bytes]) -> str:
    try:
        with _connection() as line:
            line.sendall(b"zINSTREAM\0")
            while piece := file.read(PIECE):
                line.sendall(struct.pack(">I", len(piece)) + piece)
            line.sendall(struct.pack(">I", 0))
            said = b""
            while b"\0" not in said and (part := line.recv(4096)):
                said += part
    except OSError as error:
        raise ScannerAway(str(error)) from error
    return said.rstrip(b"\0\n").decode("utf-8", "replace")


def _connection() -> socket.socket:
    address = urlsplit(settings.PORTAL_CLAMD)
    if address.scheme == "unix":
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(SECONDS)
        line.connect(address.path)
        return line
    return socket.create_connection((address.hostname or "127.0.0.1", address.port or 3310), timeout=SECONDS)
