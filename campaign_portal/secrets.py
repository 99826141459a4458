"""Secrets that are made once and kept in a file that only its owner reads."""

import os
import secrets
import string
from pathlib import Path

# Without the characters that people confuse when they copy a password by hand.
ALPHABET = "".join(set(string.ascii_letters + string.digits) - set("0OolI1"))


def kept_secret(path: Path, length: int) -> str:
    """The secret in the file; made, `length` characters long, when there is none. Safe when two processes ask at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    secret = "".join(secrets.choice(sorted(ALPHABET)) for _ in range(length))
    with os.fdopen(handle, "w") as file:
        file.write(secret + "\n")
    return secret
