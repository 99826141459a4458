"""Seams that campaigns (and what stands above) fill from ``AppConfig.ready()``."""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from apps.core import clock
from apps.core.registries import Registry

from . import engine
from .models import StandardVersion


@dataclass(frozen=True)
class Target:
    """By when a version has to be fulfilled, and for what."""

    until: dt.date
    label: str


#: ``(version, user) -> Target or None``: the date of what is running by this version.
targets: Registry[Callable[[StandardVersion, Any], Target | None]] = Registry()


def target_of(version: StandardVersion, user: Any) -> Target | None:
    """The nearest target that anybody knows, those ahead before those that have passed."""
    found = [target for provide in targets if (target := provide(version, user)) is not None]
    return min(found, key=lambda target: (target.until < clock.today(), target.until), default=None)


Claims = Mapping[int, Mapping[str, engine.Claim]]

#: ``(version, leaf codes, organization ids) -> claims by organization id and leaf code``: what organizations said
#: last in answer to these leaves, in a fixed number of statements.
claim_readers: Registry[Callable[[StandardVersion, Collection[str], Collection[int]], Claims]] = Registry()


def claims_of(
    version: StandardVersion, codes: Collection[str], ids: Collection[int]
) -> dict[int, dict[str, engine.Claim]]:
    """What the organizations said, from every reader."""
    found: dict[int, dict[str, engine.Claim]] = {}
    for read in claim_readers:
        for pk, claims in read(version, codes, ids).items():
            found.setdefault(pk, {}).update(claims)
    return found


Surveys = Mapping[int, Mapping[str, engine.SurveyValue]]

#: ``(organization ids, day) -> surveys by organization id and code``: the newest figure that surveys of the masses
#: gave by that day, in a fixed number of statements.
survey_readers: Registry[Callable[[Collection[int], dt.date], Surveys]] = Registry()


def surveys_of(ids: Collection[int], as_of: dt.date) -> dict[int, dict[str, engine.SurveyValue]]:
    """The newest survey figures of the organizations, from every reader."""
    found: dict[int, dict[str, engine.SurveyValue]] = {}
    for read in survey_readers:
        for pk, surveys in read(ids, as_of).items():
            found.setdefault(pk, {}).update(surveys)
    return found


@dataclass(frozen=True)
class Use:
    """One use of a version by something that runs: its name, its state in words, its page."""

    version_id: int
    name: str
    state: str
    url: str


#: ``(ids of versions) -> uses that have begun and not ended``, in a fixed number of queries.
use_providers: Registry[Callable[[Sequence[int]], Iterable[Use]]] = Registry()
