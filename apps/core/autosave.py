"""What autosave.js and a view say to each other: how fields were typed, what became of them, who else is there.

The contract stands at the head of ``static/js/autosave.js``.
"""

import datetime as dt
import json
from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, JsonResponse, QueryDict
from django.utils import timezone

from . import clock
from .components.text import date_short
from .exceptions import PortalError
from .merging import Base, SavedFields, Typed
from .models import FieldSave

LARGEST_VERSION = 2**31 - 1
MOST_TICKS, MOST_PAGES, PAGE_LENGTH = 200, 5, 40
NO_VERSION = "页面缺少版本号，请刷新后再改。"


def typed_of(post: QueryDict, prefix: str = "") -> Typed | None:
    """How the posted fields were typed; None when the page does not say on which version. ``prefix`` of field names."""
    version = version_of(post.get("version"))
    if version is None:
        return None
    pages = pages_of(post)
    bases = {name.removeprefix(prefix): base for name, base in _bases(post.get("bases", ""))}
    return Typed(version, bases, pages)


def pages_of(post: QueryDict) -> tuple[str, ...]:
    """Keys of the opened pages that typed what is sent, the sending one first."""
    return tuple(page[:PAGE_LENGTH] for page in post.get("page", "").split()[:MOST_PAGES])


def own_page(post: QueryDict) -> str:
    """The key of the page that sends."""
    return next(iter(pages_of(post)), "")


def version_of(text: Any) -> int | None:
    """A version as a page sends it, or None."""
    text = str(text) if text is not None else ""
    if not (text.isascii() and text.isdecimal()) or len(text) > 10:
        return None
    return min(int(text), LARGEST_VERSION)


def _bases(text: str) -> list[tuple[str, Base]]:
    """``{"field": [version, [ticks]]}``; what cannot be read is left out, so that the page's version holds."""
    try:
        told = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return []
    found = []
    for name, value in told.items() if isinstance(told, dict) else ():
        parts = value if isinstance(value, list) else [value]
        version = version_of(parts[0]) if parts else None
        if version is not None:
            found.append((str(name), Base(version, _ticks(parts[1] if len(parts) > 1 else None))))
    return found


def _ticks(value: Any) -> tuple[str, ...] | None:
    if not isinstance(value, list) or len(value) > MOST_TICKS:
        return None
    return tuple(str(each) for each in value)


def clock_words(moment: dt.datetime | None) -> str:
    """10:32 of today, else 11月23日 10:32."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    time = f"{local:%H:%M}"
    return time if local.date() == clock.today() else f"{date_short(local.date())} {time}"


def saved_answer(
    saved: SavedFields,
    *,
    viewer: Any,
    values: Callable[[str], list[str]],
    prefix: str = "",
    errors: Mapping[str, Any] | None = None,
    **more: Any,
) -> JsonResponse:
    """The answer to a save.

    Args:
        values: the stored value of a field as a browser would send it.
        prefix: of the field names in the page.
        errors: sentences about fields that were not stored, by name with the prefix.
    """
    told: dict[str, Any] = {"version": saved.version, "saved_at": clock_words(saved.saved_at or clock.now()), **more}
    if changed := changes_told(saved.changes, viewer, values, prefix):
        told["changes"] = changed
    for name in saved.merged:
        told.setdefault("changes", {}).setdefault(f"{prefix}{name}", {"value": values(name), "merged": True})
    if saved.conflicts:
        told["conflicts"] = changes_told(saved.conflicts, viewer, values, prefix)
        told["message"] = "有同时改动的地方，请在该项选择。"
    if errors:
        told["errors"] = {name: [str(line) for line in lines] for name, lines in errors.items()}
    return JsonResponse(told, status=409 if saved.conflicts else 422 if errors else 200)


def changes_told(
    saves: Mapping[str, FieldSave], viewer: Any, values: Callable[[str], list[str]], prefix: str = ""
) -> dict[str, dict[str, Any]]:
    """Saves of fields with their stored values, by the field's name in the page."""
    return {
        f"{prefix}{name}": {
            "value": values(name),
            "version": save.version,
            "by": save.saved_by.name if save.saved_by else "系统",
            "own": save.saved_by_id == viewer.pk,
            "at": clock_words(save.saved_at),
        }
        for name, save in saves.items()
    }


def refusal(error: PortalError) -> JsonResponse:
    """A refusal for the script. 403 means to it that the session ended: one about the object's state is a 409."""
    status = 409 if error.status in (403, 409) else 422
    return JsonResponse({"code": error.code, "message": error.message}, status=status)


def by_script(request: HttpRequest) -> bool:
    return request.headers.get("X-Requested-With") == "fetch"
