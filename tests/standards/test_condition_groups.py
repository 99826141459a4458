"""Conditions of any depth in the form: groups within groups, made, wrapped, opened and taken out before anything is saved."""

import pytest

from apps.organizations.choices import Kind, Level, Sector
from apps.standards.drafting.problems import problems_of
from apps.standards.engine.words import ATTRIBUTE_VALUES
from apps.standards.forms import RESHAPE, NodeForm, VersionForm
from apps.standards.forms.catalogue import Catalogue
from apps.standards.schema import DEEPEST, check_standard
from tests.standards.authoring_stage import HTMX, at, node, typed

A = {"attribute": "stars", "label": "星级", "op": ">=", "value": 3}
B = {"attribute": "sector", "label": "领域", "op": "=", "value": "rural"}
C = {"attribute": "weak", "label": "软弱涣散", "op": "=", "value": False}
EMPTY = Catalogue({}, [], [], [])
DEEP = {"all": [A, {"any": [B, {"all": [A, C, {"any": [{"all": [B, C]}, A]}]}]}]}


def leaf(when):
    return {"code": "a", "title": "某项", "points": 5, "measure": {"type": "yes_no", "label": "有"}, "when": when}


def opened(when):
    return NodeForm(leaf(when), False, None, EMPTY)


def posted(stored, data):
    form = NodeForm(stored, False, data, EMPTY)
    assert form.is_valid(), [section.group.form.errors for section in form.sections]
    return form.read()["when"]


@pytest.mark.parametrize(
    "when",
    [
        {"all": [A, {"any": [B, C]}]},
        {"any": [{"all": [A, B]}, {"all": [B, C]}, C]},
        {"any": [A, B]},
        A,
        {"all": [{"all": [A]}]},
        {"all": [A, {"all": [B, C]}]},
        {"all": [A, {"any": [B, {"all": [A, C]}]}]},
        DEEP,
    ],
)
def test_what_was_written_passes_through_the_form_unchanged(when):
    stored = leaf(when)
    assert posted(stored, opened(when).data) == when


def test_a_change_in_the_depth_leaves_the_rest(db):
    data = opened(DEEP).data
    data["n-when-1-1-2-0-1-value"] = "是"
    changed = {"all": [A, {"any": [B, {"all": [A, C, {"any": [{"all": [B, {**C, "value": True}]}, A]}]}]}]}
    assert posted(leaf(DEEP), data) == changed


def test_groups_are_made_wrapped_opened_and_taken_out():
    stored = leaf({"all": [A, B]})
    data = RESHAPE["wrap"](NodeForm(stored, False, None, EMPTY).data, "n-when-1")
    assert data["n-when-1-mode"] == "any" and data["n-when-1-order"] == "0,1"
    data = filled(data, "n-when-1-1", C)
    assert posted(stored, data) == {"all": [A, {"any": [B, C]}]}
    inner = RESHAPE["group"](data, "n-when-1")
    assert inner["n-when-1-2-mode"] == "all"
    inner = filled(filled(inner, "n-when-1-2-0", A), "n-when-1-2-1", C)
    assert posted(stored, inner) == {"all": [A, {"any": [B, C, {"all": [A, C]}]}]}
    assert posted(stored, RESHAPE["unwrap"](inner, "n-when-1")) == {"all": [A, B, C, {"all": [A, C]}]}
    assert posted(stored, RESHAPE["remove"](inner, "n-when-1")) == {"all": [A]}
    assert posted(stored, RESHAPE["group"](data, "n-when")) == {"all": [A, {"any": [B, C]}]}


def filled(data, name, test):
    changed = data.copy()
    for key, value in (("attribute", test["attribute"]), ("label", test["label"]), ("op", test["op"])):
        changed[f"{name}-{key}"] = value
    changed[f"{name}-value"] = {True: "是", False: "否"}.get(test["value"], test["value"])
    return changed


def test_values_of_attributes_are_typed_and_shown_by_name():
    several = {"attribute": "kind", "label": "组织类别", "op": "=", "value": ["branch", "general_branch"]}
    form = opened({"all": [B, several]})
    assert form.data["n-when-0-value"] == "乡镇农村" and form.data["n-when-1-value"] == "党支部、党总支"
    data = form.data.copy()
    data["n-when-0-value"] = "两新组织"
    assert posted(leaf({"all": [B, several]}), data) == {"all": [{**B, "value": "two_new"}, several]}
    data["n-when-0-value"] = "火星"
    wrong = NodeForm(leaf(B), False, data, EMPTY)
    assert not wrong.is_valid() and wrong.data["n-when-0-value"] == "火星"


def test_the_engine_names_attribute_values_as_organizations_do():
    for name, choices in (("sector", Sector), ("kind", Kind), ("level", Level)):
        assert ATTRIBUTE_VALUES[name] == dict(choices.choices)


def nested(depth):
    return A if depth == 0 else {"all": [nested(depth - 1)]}


def document(when, **more):
    return {
        "code": "d", "name": "名", "version": 1, "kind": "scored", "source": "源", "total": 5, "criteria": [leaf(when)], **more
    }  # fmt: skip


def test_conditions_nest_as_deep_as_the_format_allows():
    assert check_standard(document(nested(DEEPEST))) == []
    assert any(f"最多嵌套 {DEEPEST} 层" in each for each in check_standard(document(nested(DEEPEST + 1))))
    assert any("最多嵌套" in each for each in check_standard(document(nested(400))))
    deepest = nested(DEEPEST)
    assert posted(leaf(deepest), opened(deepest).data) == deepest


def test_a_problem_in_the_depth_stands_at_its_field():
    when = {"all": [A, {"any": [{**A, "op": "between"}, C]}]}
    form = opened(when)
    form.tell(problems_of(document(when)))
    place = next(part for section in form.sections for part in section.group.nested.values() if part.name == "n-when")
    assert place.rows[1][1].rows[0][1].form.has_error("n-when-1-0-value") and form.errors() == []


def test_a_grade_may_ask_for_a_condition():
    grades = [
        {"code": "five", "title": "五星", "from": 90, "requires": [{"criterion": "a", "met": True}, {"any": [A, C]}, A]}
    ]
    stored = {key: value for key, value in document(A, grades=grades).items() if key != "criteria"}
    form = VersionForm(stored, VersionForm(stored, None, EMPTY).data, EMPTY)
    assert form.is_valid() and form.read() == stored
    data = RESHAPE["group"](VersionForm(stored, None, EMPTY).data, "n-grades-0-requires")
    data = filled(data, "n-grades-0-requires-3-0", B)
    changed = VersionForm(stored, data, EMPTY)
    assert changed.is_valid() and changed.read()["grades"][0]["requires"] == [*grades[0]["requires"], {"all": [B]}]


@pytest.mark.django_db
def test_a_section_has_a_condition_in_the_browser(page, draft):
    values = {"n-title": "阵地", "n-when-mode": "all", "n-when-order": "0", "act": "save", "revision": 3}
    row = {"n-when-0-attribute": "stars", "n-when-0-label": "星级", "n-when-0-op": ">=", "n-when-0-value": "3"}
    page.post(at("node", draft, "zd"), {**values, **row})
    assert node(draft, "zd")["when"] == {"all": [A]}


@pytest.mark.django_db
def test_a_group_is_added_in_the_page_and_saved(page, draft):
    values = {"n-measure-type": "yes_no", "n-measure-label": "有", "n-when-mode": "all", "n-when-order": ""}
    answer = page.post(at("node", draft, "zd.cs"), typed(**{**values, "act": "group:n-when"}), headers=HTMX)
    content = answer.content.decode()
    assert "条件组 1" in content and 'name="n-when-0-1-attribute"' in content and 'value="wrap:n-when-0-0"' in content


def test_a_list_without_end_is_not_drawn():
    data = opened(A).data.copy()
    data["n-when-order"] = ",".join(map(str, range(5000)))
    form = NodeForm(leaf(A), False, data, EMPTY)
    place = next(part for section in form.sections for part in section.group.nested.values() if part.name == "n-when")
    assert len(place.rows) == 200
