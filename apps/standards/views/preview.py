"""Trying a draft out: facts on the left, score and explanation on the right, by the engine of the real thing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.datastructures import MultiValueDict
from django.views.decorators.http import require_http_methods

from apps.accounts.choices import Role
from apps.organizations.access import role_required

from .. import engine
from ..forms.trial import Cohort, TrialForm, place_in
from .common import Draft, draft_version, frame, read_draft

KEPT = 20_000


@require_http_methods(["GET", "POST"])
@role_required(Role.OFFICE)
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """What is typed stays in the session, beside the draft; nothing of it reaches the database."""
    version = draft_version(request, pk)
    draft = read_draft(version)
    data = _data(request, version.pk)
    context = {**frame(request, draft, "preview"), **_tried(draft, data)}
    fragment = request.htmx and request.method == "POST"
    response = render(request, f"standards/{'preview_fragment' if fragment else 'preview'}.html", context)
    response["Vary"] = "HX-Request"
    return response


def _data(request: HttpRequest, pk: int) -> dict[str, list[str]]:
    """The texts typed now, or those kept from the last time; cleared on demand."""
    key = f"trial:{pk}"
    if request.method == "POST":
        if request.POST.get("act") == "clear":
            request.session.pop(key, None)
            return {}
        typed = {name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken" and any(values)}
        if sum(len(value) for values in typed.values() for value in values) < KEPT:
            request.session[key] = typed
        return typed
    return request.session.get(key, {})


def _tried(draft: Draft, typed: dict[str, list[str]]) -> dict[str, Any]:
    data = MultiValueDict(typed)
    place, place_form = place_in(data)
    found: dict[str, Any] = {"place": place_form}
    if any(problem.field or not problem.code for problem in draft.problems) or not draft.document["criteria"]:
        return {**found, "blocked": True}
    tree = engine.build_version(draft.document)
    form = TrialForm(tree, place, data, draft.catalogue)
    outcome = engine.evaluate_version(tree, form.inputs())
    peers = form.typed("cohort").get("peers", ())
    settled = outcome.score is not None and not outcome.grade_open
    cohort = Cohort(tree, outcome, peers) if peers and settled else None
    return {
        **found,
        "form": form,
        "outcome": outcome,
        "cohort": cohort,
        "waits": bool(peers) and not settled,
        "grade": cohort.grade if cohort else outcome.grade.title if outcome.grade else "",
        "steps": list(_steps(outcome, cohort)),
        "sentences": [each for each in outcome.explanation if each.kind != "grade"],
        "lines": list(_lines(outcome)),
        "is_gate": tree.is_gate,
    }


def _steps(outcome: engine.VersionOutcome, cohort: Cohort | None) -> Iterator[dict[str, Any]]:
    """The way to the grade, in the order in which evaluations go it; the quota stands before a decision."""
    steps = list(outcome.grade_steps)
    if cohort is not None:
        at = next((position for position, step in enumerate(steps) if step.kind == "decision"), len(steps))
        steps.insert(at, cohort.step())
    for step in steps:
        yield {"name": engine.STEPS[step.kind], "effect": engine.step_effect(step), "step": step}


def _lines(outcome: engine.VersionOutcome) -> Iterator[dict[str, Any]]:
    """Each section and leaf with its points and its sentences."""
    shown = outcome.shown_points()
    for each in outcome.walk():
        if each is outcome:
            continue
        label = engine.STATE_LABELS[each.state] if each.state != engine.State.SCORED else ""
        taken = each.is_leaf and each.points < 0
        spared = each.is_leaf and each.is_deduction and not each.points
        yield {
            "node": each,
            "points": shown[each.code],
            "label": label
            or (
                "扣分" if taken else "未扣分" if spared else engine.VERDICT_LABELS[each.verdict] if each.verdict else ""
            ),
            "tone": "idle" if label else "bad" if taken else "ok" if spared else TONES.get(each.verdict, "idle"),
            # Points on top and points taken have no maximum to be held against.
            "signed": ("+" if shown[each.code] > 0 else "−")
            if shown[each.code] and (each.is_bonus or each.is_deduction)
            else "",
            "spared": spared and not label,
            "amount": abs(shown[each.code]),
            "sentences": each.explanation if each.is_leaf else (),
            "adjustments": []
            if each.is_leaf
            else [engine.describe_adjustment(a) for a in each.adjustments if a.change.now],
        }


TONES = {engine.Verdict.MET: "ok", engine.Verdict.PARTIAL: "warn", engine.Verdict.UNMET: "bad"}
