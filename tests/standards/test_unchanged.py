"""What is opened in the editor and saved without a change stays as it was written, short forms included."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import call_command
from django.utils.datastructures import MultiValueDict

from apps.organizations.models import EventKind, Metric
from apps.standards.drafting.outline import walk
from apps.standards.forms import NodeForm, VersionForm, catalogue_for
from apps.standards.schema import metrics_of, walk_criteria
from tests.standards.test_readme import EXAMPLES, whole
from tests.standards.test_tables import TABLES

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = [yaml.safe_load(path.read_text("utf-8")) for path in sorted((ROOT / "fixtures/standards").glob("*.yaml"))]
EVERY = [*LIBRARY, *(found[0] for found in TABLES.values()), *(whole(yaml.safe_load(each[1])) for each in EXAMPLES)]
BY_TITLE = {each[0]: whole(yaml.safe_load(each[1])) for each in EXAMPLES}


@pytest.fixture
def reference(db: None) -> None:
    call_command("load_reference", verbosity=0)


def catalogue_of(document: dict[str, Any]) -> Any:
    for _, item in walk_criteria(document):
        for code in {*metrics_of(item), *references_in(item.get("measure", {}))}:
            Metric.objects.get_or_create(code=code, defaults={"name": code, "period_kind": "snapshot"})
        if event := item.get("measure", {}).get("event"):
            EventKind.objects.get_or_create(code=event, defaults={"name": event})
    return catalogue_for(document)


def references_in(measure: dict[str, Any]) -> set[str]:
    """Metrics that a measure is held against, in options too."""
    below = [references_in(each) for each in measure.get("options", ())]
    return {measure[key] for key in ("of", "reference") if key in measure}.union(*below)


def own(node: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in node.items() if key != "children"}


def settings_of(document: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in document.items() if key != "criteria"}


def test_every_known_standard_is_saved_as_it_was_written(reference: None) -> None:
    changed = []
    for document in EVERY:
        catalogue, gate = catalogue_of(document), document["kind"] == "gate"
        forms: list[Any] = [(own(place.node), NodeForm, (gate,)) for place in walk(document["criteria"])]
        for stored, form, more in [*forms, (settings_of(document), VersionForm, ())]:
            posted = form(stored, *more, form(stored, *more, None, catalogue).data, catalogue)
            assert posted.is_valid(), (stored, [section.group.form.errors for section in posted.sections])
            if posted.read() != stored or list(posted.read()) != list(stored):
                changed.append((stored, posted.read()))
    assert changed == []


def edited(stored: dict[str, Any], catalogue: Any, gate: bool = False, **texts: str) -> dict[str, Any]:
    data = NodeForm(stored, gate, None, catalogue).data
    for name, value in texts.items():
        data[f"n-{name}"] = value
    form = NodeForm(stored, gate, data, catalogue)
    assert form.is_valid()
    return form.read()


@pytest.mark.parametrize("title", [t for t in BY_TITLE if t.startswith(("级别 × 角色", "加分封顶"))])
def test_a_matrix_with_and_without_roles_can_be_edited(reference: None, title: str) -> None:
    document = BY_TITLE[title]
    catalogue = catalogue_of(document)
    stored = next(p.node for p in walk(document["criteria"]) if p.node.get("scoring", {}).get("type") == "matrix")
    level, points = next(iter(stored["scoring"]["points"].items()))
    assert edited(stored, catalogue, **{"scoring-points-0-points": "7"})["scoring"]["points"] == {
        **stored["scoring"]["points"],
        level: 7,
    }
    roles = edited(stored, catalogue, **{"scoring-points-0-role": "first"})["scoring"]["points"]
    assert roles[level] == {"first": points}


def test_one_level_with_and_without_roles_is_refused_at_its_place(reference: None) -> None:
    document = BY_TITLE[next(t for t in BY_TITLE if t.startswith("加分封顶"))]
    catalogue = catalogue_of(document)
    stored = next(p.node for p in walk(document["criteria"]) if p.node["code"] == "honours")
    data = NodeForm(stored, False, None, catalogue).data
    data["n-scoring-points-1-level"], data["n-scoring-points-1-role"] = "provincial", "first"
    assert not NodeForm(stored, False, data, catalogue).is_valid()


def test_a_change_beside_a_short_form_leaves_it_alone(reference: None) -> None:
    when = {"metric": "members", "op": ">=", "value": 3, "label": "党员", "unit": "名"}
    stored = {
        "code": "a", "title": "甲", "points": 5, "when": when,
        "measure": {"type": "yes_no", "label": "做到", "expected": True},
    }  # fmt: skip
    document = {"criteria": [stored]}
    found = edited(stored, catalogue_of(document), title="乙", **{"measure-label": "已做到"})
    assert found == {**stored, "title": "乙", "measure": {**stored["measure"], "label": "已做到"}}
    either = {**stored, "when": {"any": [when, {**when, "value": 9, "op": "<="}]}}
    assert edited(either, catalogue_of(document), **{"when-mode": "all"})["when"] == {"all": either["when"]["any"]}


def test_a_gate_is_not_asked_for_points_or_grades(reference: None) -> None:
    gate = next(each for each in LIBRARY if each["kind"] == "gate")
    catalogue = catalogue_of(gate)
    form = VersionForm({**settings_of(gate), "total": 100}, None, catalogue)
    asked = {spec.key for spec in form.specs}
    assert not asked & {"total", "pass_mark", "bonus_cap", "rebase", "grades", "caps", "exclusive", "parts", "formula"}
    assert "vetoes" in asked and form.read()["total"] == 100
    section = NodeForm({"code": "s", "title": "节", "children": []}, True, None, catalogue)
    assert not {spec.key for spec in section.specs} & {"cap", "floor", "bonus"}


def texts(values: dict[str, str]) -> Any:
    return MultiValueDict({name: [value] for name, value in values.items()})


def test_a_box_that_was_not_shown_before_starts_as_it_usually_is(reference: None) -> None:
    stored = {"code": "a", "title": "甲", "points": 0, "measure": {"type": "yes_no", "label": "有"}}
    catalogue = catalogue_of({"criteria": [stored]})
    posted = {
        "n-title": "甲", "n-points": "0", "n-measure-type": "events", "n-measure-event": "honorary_title",
        "n-measure-label": "荣誉", "n-scoring-type": "per_occurrence", "n-scoring-each": "3", "n-scoring-cap": "5",
    }  # fmt: skip
    fresh = NodeForm(stored, False, texts(posted), catalogue)
    assert fresh.is_valid() and "adds" not in fresh.read()["scoring"]
    assert fresh.sections[2].group.nested["scoring"].group.form["n-scoring-adds"].value()
    unticked = NodeForm(stored, False, texts({**posted, "n-scoring-adds-shown": "1"}), catalogue)
    assert unticked.is_valid() and unticked.read()["scoring"]["adds"] is False
    assert ("n-scoring-adds-shown", "1") not in unticked.kept_texts()
