"""Conditions of two levels in the form: tests of one group are combined the other way round."""

import pytest

from apps.standards.forms.catalogue import Catalogue
from apps.standards.forms.node import NodeForm, is_deep

A = {"attribute": "stars", "label": "星级", "op": ">=", "value": 3}
B = {"attribute": "sector", "label": "领域", "op": "=", "value": "rural"}
C = {"attribute": "weak", "label": "软弱涣散", "op": "=", "value": False}
EMPTY = Catalogue({}, [], [], [])


def leaf(when):
    return {"code": "a", "title": "某项", "points": 5, "measure": {"type": "yes_no", "label": "有"}, "when": when}


def passed_through(when):
    form = NodeForm(leaf(when), False, None, EMPTY)
    assert form.is_valid(), [section.group.form.errors for section in form.sections]
    return form.read()["when"]


@pytest.mark.parametrize(
    "when",
    [
        {"all": [A, {"any": [B, C]}]},
        {"any": [{"all": [A, B]}, {"all": [B, C]}, C]},
        {"all": [{"any": [A, B]}, C, {"any": [B, C]}]},
        {"any": [A, B]},
    ],
)
def test_two_levels_pass_through_the_form_unchanged(when):
    assert not is_deep(when)
    assert passed_through(when) == when


def test_a_group_of_one_is_that_test():
    stored = leaf({"all": [A, B]})
    data = NodeForm(stored, False, None, EMPTY).data.copy()
    data["n-when-1-group"] = "2"
    form = NodeForm(stored, False, data, EMPTY)
    assert form.is_valid() and form.read() == stored


@pytest.mark.parametrize("when", [{"all": [A, {"all": [B, C]}]}, {"all": [A, {"any": [B, {"all": [A, C]}]}]}])
def test_what_nests_deeper_is_kept_and_not_asked(when):
    assert is_deep(when)
    assert passed_through(when) == when


def test_a_group_is_chosen_in_the_browser_and_means_the_other_way_round():
    stored = leaf({"all": [A, B, C]})
    form = NodeForm(stored, False, None, EMPTY)
    data = form.data.copy()
    prefix = next(name for name in data if name.endswith("when-1-group")).removesuffix("-1-group")
    data[f"{prefix}-1-group"] = data[f"{prefix}-2-group"] = "4"
    changed = NodeForm(stored, False, data, EMPTY)
    assert changed.is_valid()
    assert changed.read()["when"] == {"all": [A, {"any": [B, C]}]}
    data[f"{prefix}-mode"] = "any"
    changed = NodeForm(stored, False, data, EMPTY)
    assert changed.is_valid() and changed.read()["when"] == {"any": [A, {"all": [B, C]}]}
