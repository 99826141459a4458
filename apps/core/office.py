"""Office files as PDF, by LibreOffice when the machine has it; asked for when it is needed, never remembered."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.conf import settings

NAMES = ("soffice", "libreoffice")
SECONDS = 120


class CannotConvert(Exception):
    """The program failed, took too long, or wrote nothing."""


def program() -> str | None:
    """Where the program is; None on a machine without it."""
    if settings.PORTAL_SOFFICE:
        return shutil.which(settings.PORTAL_SOFFICE)
    return next((found for name in NAMES if (found := shutil.which(name))), None)


@contextmanager
def as_pdf(file: IO[bytes], extension: str) -> Iterator[Path]:
    """The PDF in a temporary directory that goes with the block.

    Raises:
        CannotConvert: no program, or it did not write a PDF within its time.
    """
    found = program()
    if found is None:
        raise CannotConvert("no program")
    with tempfile.TemporaryDirectory(prefix="portal-office-") as place:
        source = Path(place) / f"file{extension}"
        with source.open("wb") as copy:
            shutil.copyfileobj(file, copy)
        _run(found, place, source)
        made = source.with_suffix(".pdf")
        if not made.exists() or not made.stat().st_size:
            raise CannotConvert("nothing written")
        yield made


def _run(found: str, place: str, source: Path) -> None:
    """A profile of its own for each run: several may work at once, and nothing is kept."""
    profile = f"-env:UserInstallation=file://{place}/profile"
    command = [found, profile, "--headless", "--norestore", "--convert-to", "pdf", "--outdir", place, str(source)]
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=SECONDS, cwd=place)
    except (OSError, subprocess.SubprocessError) as error:
        raise CannotConvert(type(error).__name__) from error
