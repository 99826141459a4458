"""Six scoring tables of common shapes: each is sound, scores as worked out by hand, and can be typed in the editor."""

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import call_command

from apps.organizations.models import EventKind, Metric
from apps.standards import engine
from apps.standards.drafting.outline import walk
from apps.standards.engine import State
from apps.standards.forms import NodeForm, VersionForm, catalogue_for
from apps.standards.management.files.facts import SHAPE, facts_inputs
from apps.standards.schema import check_standard, metrics_of, walk_criteria
from apps.standards.schema_sentences import schema_problems

DAY = dt.date(2026, 11, 23)
TABLES = {
    path.stem: tuple(yaml.safe_load_all(path.read_text(encoding="utf-8")))
    for path in sorted((Path(__file__).parent / "tables").glob("*.yaml"))
}
CASES = [
    pytest.param(document, case, id=f"{name}-{case['name']}")
    for name, (document, cases) in TABLES.items()
    for case in cases
]


@pytest.mark.parametrize(("document", "case"), CASES)
def test_case_comes_to_the_figures_worked_out_by_hand(document: dict[str, Any], case: dict[str, Any]) -> None:
    assert check_standard(document) == []
    assert list(schema_problems(SHAPE, case["facts"], "")) == []
    outcome = engine.evaluate_version(engine.build_version(document), facts_inputs(case["facts"], DAY))
    assert outcome.shown_score == Decimal(case["score"])
    assert (outcome.grade.title if outcome.grade else None) == case.get("grade")
    assert outcome.grade_open is case.get("open", False)
    assert outcome.eligible is case.get("eligible", True)
    assert outcome.best is not None
    assert engine.rounded(outcome.best) == Decimal(case.get("best", case["score"]))
    if "pass_mark" in document:
        assert outcome.passed is case.get("passed")
    expected = {code: State(state) for code, state in case.get("states", {}).items()}
    assert {leaf.code: leaf.state for leaf in outcome.leaves() if leaf.state is not State.SCORED} == expected


@pytest.mark.django_db
def test_every_table_passes_through_the_editor_unchanged() -> None:
    call_command("load_reference", verbosity=0)
    for document, _ in TABLES.values():
        for _, item in walk_criteria(document):
            for code in metrics_of(item):
                Metric.objects.get_or_create(code=code, defaults={"name": code, "period_kind": "snapshot"})
            if event := item.get("measure", {}).get("event"):
                EventKind.objects.get_or_create(code=event, defaults={"name": event})
        catalogue = catalogue_for(document)
        for place in walk(document["criteria"]):
            stored = {key: value for key, value in place.node.items() if key != "children"}
            form = NodeForm(stored, False, None, catalogue)
            assert form.is_valid(), (document["code"], stored["code"], [s.group.form.errors for s in form.sections])
            assert form.read() == stored
        settings = {key: value for key, value in document.items() if key != "criteria"}
        version = VersionForm(settings, None, catalogue)
        assert version.is_valid()
        assert version.read() == settings
