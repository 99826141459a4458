"""Scoring rules of dated events offer what the chosen kind of events knows: its levels, roles and finer kinds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from apps.organizations.choices import EventLevel
from apps.organizations.models import EventKind

from ..engine.words import EVENT_ROLES
from .specs import Spec

Pairs = tuple[tuple[str, str], ...]


def fitted(kind: str, specs: Sequence[Spec], event: EventKind | None) -> tuple[Spec, ...]:
    """The fields of a scoring rule with the choices that entries of the event really have."""
    fit = FITS.get(kind)
    return tuple(specs) if fit is None or event is None else tuple(fit(spec, event) for spec in specs)


def levels_of(event: EventKind) -> Pairs:
    return tuple((code, EventLevel(code).label) for code in event.levels)


def _titled(rows: Sequence[Mapping[str, str]]) -> Pairs:
    return tuple((row["code"], row["title"]) for row in rows)


def _matrix(spec: Spec, event: EventKind) -> Spec:
    if spec.key != "points":
        return spec
    if not event.levels:
        return replace(spec, hint=f"“{event.name}”登记时不分级别，不能按级别计分；请换一种计分方式。")
    level, role, points = spec.columns
    level = replace(level, kind="choice", choices=levels_of(event))
    role = replace(role, kind="choice", choices=_titled(event.roles))
    return replace(spec, columns=(level, role, points) if event.roles else (level, points))


def _ledger(spec: Spec, event: EventKind) -> Spec:
    codes = _titled(event.codes)
    if spec.key == "entries":
        return _entries(spec, event, codes, spec.hint)
    if spec.key != "caps":
        return spec
    return replace(spec, columns=tuple(replace(c, choices=codes) if c.key == "of" else c for c in spec.columns))


def _ordinal(spec: Spec, event: EventKind) -> Spec:
    return _entries(spec, event, (*levels_of(event), *_titled(event.codes))) if spec.key == "levels" else spec


def _entries(spec: Spec, event: EventKind, choices: Pairs, hint: str = "") -> Spec:
    if not choices:
        return replace(spec, hint=f"“{event.name}”登记时不分级别和细类，不能这样计分；请换一种计分方式。")
    _, title, points = spec.columns
    code = Spec("code", "登记时选的", "choice", choices=choices, required=True, fills=("title", ""), span=4)
    return replace(spec, columns=(code, replace(title, required=False, span=4), points), hint=hint)


FITS: Mapping[str, Callable[[Spec, EventKind], Spec]] = {"matrix": _matrix, "ledger": _ledger, "ordinal": _ordinal}


def role_titles(points: Mapping[str, object], event: EventKind | None) -> dict[str, str]:
    """Words for those roles of a matrix that only this kind of events has."""
    used = {role for row in points.values() if isinstance(row, Mapping) for role in row}
    known = dict(_titled(event.roles)) if event is not None else {}
    return {role: known[role] for role in sorted(used) if role in known and EVENT_ROLES.get(role) != known[role]}
