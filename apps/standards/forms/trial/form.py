"""The form of a trial, and the engine's inputs from what was typed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from django import forms

from ... import engine
from ..catalogue import Catalogue
from .asking import FOLDED, HEADINGS, asked_of
from .fields import FLAGS, NONE
from .place import Place

SOURCE = "试算"


class TrialForm(forms.Form):
    """One field for each input that the leaves of the chosen place and the whole read."""

    def __init__(self, tree: engine.Version, place: Place, data: Any, catalogue: Catalogue) -> None:
        super().__init__(data)
        self.place = place
        self.asked = asked_of(tree, place, catalogue)
        for each in self.asked:
            each.field.required, each.field.label = False, each.label
            self.fields[each.name] = each.field
        self.full_clean()

    def groups(self) -> list[dict[str, Any]]:
        """Fields under their headings."""
        found = []
        for kind, heading in HEADINGS.items():
            bounds = [self[each.name] for each in self.asked if each.kind == kind]
            if bounds:
                used = any(bound.value() or bound.errors for bound in bounds)
                found.append({"heading": heading, "bounds": bounds, "folded": kind in FOLDED, "open": used})
        return found

    def typed(self, kind: str) -> dict[str, Any]:
        """What was typed of one kind, by its code; what cannot be read is left out and told at its field."""
        values = {each.code: self.cleaned_data.get(each.name) for each in self.asked if each.kind == kind}
        return {code: value for code, value in values.items() if value not in (None, "", [], ())}

    def inputs(self) -> engine.Inputs:
        """Everything typed, in the engine's words."""
        given = {target: self._wrapped(kind) for kind, target in TARGETS.items()}
        history = self._history(given["facts"])
        return engine.Inputs(
            as_of=self.place.as_of,
            period_start=self.place.starts,
            sector=self.place.sector,
            kind=self.place.kind,
            level=self.place.level,
            attributes={**self.place.attributes, **self._plain("attribute")},
            claims=self._claims(),
            decision=self._decision(),
            history=history,
            **given,
        )

    def _wrapped(self, kind: str) -> dict[str, Any]:
        return {code: WRAPPERS[kind](code, value, self.place.as_of) for code, value in self.typed(kind).items()}

    def _plain(self, kind: str) -> dict[str, Any]:
        return {code: FLAGS.get(value, value) for code, value in self.typed(kind).items()}

    def _history(self, facts: Mapping[str, engine.FactValue]) -> dict[str, list[engine.FactValue]]:
        found = {code: [fact] for code, fact in facts.items()}
        year = self.place.as_of.year
        for code, value in self.typed("metric").items():
            if isinstance(value, list):
                found[code] = [engine.FactValue(each, str(year - at), SOURCE) for at, each in enumerate(value)]
        return found

    def _claims(self) -> dict[str, engine.Claim]:
        """What is said, shown and verified of each leaf; a verified verdict goes before what is said."""
        said, proofs = self.typed("claim"), self.typed("proof")
        absent, verified = self.typed("absent"), self.typed("verified")
        return {
            code: _claim(said.get(code), proofs.get(code, 0), code in absent, verified.get(code, ""))
            for code in dict.fromkeys([*said, *proofs, *absent, *verified])
        }

    def _decision(self) -> engine.GradeDecision | None:
        typed = self.typed("decision")
        if not typed.get("grade"):
            return None
        return engine.GradeDecision(typed["grade"], typed.get("reason", ""), self.place.as_of, SOURCE)


def _claim(said: Any, proofs: int, absent: bool, verified: str) -> engine.Claim:
    # A trial is its own reason: a judgement that demands one would stay open for good.
    common = {"source": SOURCE, "note": SOURCE, "evidence": proofs, "not_applicable": absent}
    if verified:
        return engine.Claim(value=FLAGS[verified], overrules=True, **common)
    if said is None:
        return engine.Claim(silent=not absent, **common)
    if isinstance(said, list):
        return engine.Claim(checked=frozenset(said) - {NONE}, **common)
    value = said[0] if isinstance(said, tuple) and len(said) == 1 else said
    return engine.Claim(value=FLAGS.get(value, value) if isinstance(value, str) else value, **common)


# --- Inputs ---------------------------------------------------------------------------------------------------------


def _fact(code: str, value: Any, as_of: dt.date) -> engine.FactValue:
    now = value[0] if isinstance(value, list) else FLAGS.get(value, value)
    return engine.FactValue(now, str(as_of.year), SOURCE)


def _days(value: Any, as_of: dt.date) -> list[dt.date]:
    """The days themselves, or so many spread evenly from 1 January to the day."""
    if not isinstance(value, int):
        return sorted(day.on(as_of.year) for day in value)
    start = dt.date(as_of.year, 1, 1)
    span = (as_of - start).days
    return [start + dt.timedelta(days=round(span * (at + 0.5) / value)) for at in range(value)]


def _events(code: str, value: Any, as_of: dt.date) -> list[engine.Event]:
    if isinstance(value, int):
        return [engine.Event(on=day, key=f"{code}-{at}", source=SOURCE) for at, day in enumerate(_days(value, as_of))]
    # One name is one thing, whatever kind of events it is entered under.
    return [
        engine.Event(
            on=entry.day.on(as_of.year), key=entry.fields.get("title") or f"{code}-{at}", source=SOURCE, **entry.fields
        )
        for at, entry in enumerate(value)
    ]


def _survey(code: str, value: Any, as_of: dt.date) -> engine.SurveyValue:
    return engine.SurveyValue(value[0], int(value[1]) if len(value) > 1 else None, source=SOURCE)


def _two(value: list[Any]) -> tuple[Any, int]:
    first, second, *_ = [*value, 1, 1]
    return first, int(second)


#: To which mapping of the inputs each kind goes.
TARGETS = {
    "metric": "facts", "record": "records", "event": "events", "survey": "surveys", "reference": "references",
    "aggregate": "aggregates", "mean": "means", "rank": "ranks", "given": "given", "veto": "vetoes",
}  # fmt: skip
WRAPPERS: Mapping[str, Callable[[str, Any, dt.date], Any]] = {
    "metric": _fact,
    "reference": _fact,
    "given": _fact,
    "record": lambda code, value, as_of: _days(value, as_of),
    "event": _events,
    "survey": _survey,
    "aggregate": lambda code, value, as_of: engine.Aggregate(*(int(each) for each in _two(value)), source=SOURCE),
    "mean": lambda code, value, as_of: engine.Mean(*_two(value), source=SOURCE),
    "rank": lambda code, value, as_of: engine.Rank(*_two(value), source=SOURCE),
    "veto": lambda code, value, as_of: engine.VetoFinding(decided_on=as_of, decided_by=SOURCE, evidence=SOURCE),
}
