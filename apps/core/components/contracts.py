"""Strict data contracts: a component says what it needs, and anything else is an error.

A misspelt key would otherwise print nothing and be noticed by a user first.
"""

import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from django.template import TemplateSyntaxError

TONES = ("ok", "warn", "bad", "info", "idle", "gold")
#: The icon a tone carries unless the caller names another.
TONE_ICONS = {"ok": "ok", "warn": "warn", "bad": "bad", "info": "run", "idle": "idle", "gold": "star"}
ICON_LIST = Path(__file__).resolve().parents[3] / "static" / "img" / "icons.json"


class ComponentError(TemplateSyntaxError):
    """A component was given something that its contract does not allow."""


@cache
def icon_names() -> frozenset[str]:
    """Names in the sprite."""
    return frozenset(json.loads(ICON_LIST.read_text(encoding="utf-8")))


def known_icon(name: str) -> str:
    """Return ``name`` if the sprite has it, else raise ``ComponentError``."""
    if name not in icon_names():
        raise ComponentError(f"icon: {name!r} is not in static/img/icons.json")
    return name


def known_tone(component: str, tone: str, *, empty: bool = False) -> str:
    """Return ``tone`` if it is one of ``TONES`` (or empty where allowed)."""
    if tone in TONES or (empty and not tone):
        return tone
    raise ComponentError(f"{component}: tone {tone!r} is none of {', '.join(TONES)}")


def one_of(component: str, name: str, value: str, allowed: Iterable[str]) -> str:
    """Return ``value`` if it is among ``allowed``."""
    if value not in allowed:
        raise ComponentError(f"{component}: {name} {value!r} is none of {', '.join(map(repr, allowed))}")
    return value


def rows(component: str, items: object) -> list:
    """Return ``items`` as a list; an undefined variable (empty text) is an error, an empty list is not."""
    if items is None or isinstance(items, str | bytes | Mapping) or not isinstance(items, Iterable):
        raise ComponentError(f"{component}: needs a list, got {type(items).__name__} {items!r:.40}")
    return list(items)


def pick(component: str, item: object, required: tuple[str, ...], **defaults: object) -> dict:
    """Read one item (mapping or object) by its contract.

    :param required: keys that must be there
    :param defaults: optional keys and what they are when absent
    :raises ComponentError: a required key is missing, or a mapping holds a key outside the contract
    """
    if isinstance(item, Mapping):
        unknown = set(item) - set(required) - set(defaults)
        if unknown:
            raise ComponentError(f"{component}: unknown {sorted(unknown)}; known are {[*required, *defaults]}")
        missing = [key for key in required if key not in item]
    else:
        missing = [key for key in required if not hasattr(item, key)]
    if missing:
        raise ComponentError(f"{component}: {missing} missing in {item!r:.80}")
    read = item.get if isinstance(item, Mapping) else lambda key, default=None: getattr(item, key, default)
    picked = {key: read(key) for key in required}
    picked.update({key: read(key, default) for key, default in defaults.items()})
    return picked
