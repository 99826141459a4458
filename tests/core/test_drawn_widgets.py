"""Widgets that functions draw read like those of Django's templates."""

import datetime as dt
import re

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe

from apps.core.components.widgets import DRAWN

ODD = "甲 & <乙> \"丙\" '丁'"
CHOICES = [("", "全部"), (1, ODD), ("组", [("a", "一"), (ODD, "二")]), ("b", mark_safe("<b>粗</b>"))]
CASES = [
    (forms.TextInput(attrs={"class": "form-control", "required": True, "disabled": False, "maxlength": 5}), ODD),
    (forms.TextInput(), None),
    (forms.TextInput(), ""),
    (forms.NumberInput(attrs={"step": "0.01"}), 12.5),
    (forms.HiddenInput(), 0),
    (forms.DateInput(format="%Y-%m-%d"), dt.date(2026, 11, 30)),
    (forms.PasswordInput(render_value=True), ODD),
    (forms.CheckboxInput(attrs={"id": "x"}), True),
    (forms.CheckboxInput(), False),
    (forms.Textarea(attrs={"rows": 3, "placeholder": ODD}), f"{ODD}\n第二行"),
    (forms.Textarea(), ""),
    (forms.Select(choices=CHOICES, attrs={"id": "s"}), "a"),
    (forms.Select(choices=CHOICES), ""),
    (forms.RadioSelect(choices=CHOICES, attrs={"id": "r"}), "b"),
    (forms.CheckboxSelectMultiple(choices=CHOICES), ["a", "1"]),
]


def plain(markup: str) -> str:
    return re.sub(r"\s+", " ", markup).strip()


@pytest.mark.parametrize(("widget", "value"), CASES, ids=lambda case: type(case).__name__)
def test_a_drawn_widget_is_what_its_template_makes(widget: forms.Widget, value: object) -> None:
    ours = widget.render("field", value, {"title": ODD})
    theirs = widget.render("field", value, {"title": ODD}, renderer=DjangoTemplates())
    assert plain(ours) == plain(theirs)


def test_options_are_drawn_one_by_one_too() -> None:
    class Answer(forms.Form):
        kind = forms.ChoiceField(choices=[("1", ODD), ("0", "否")], widget=forms.RadioSelect)

    ours, theirs = Answer({"kind": "1"}), Answer({"kind": "1"}, renderer=DjangoTemplates())
    for mine, other in zip(ours["kind"].subwidgets, theirs["kind"].subwidgets, strict=True):
        assert plain(mine.tag()) == plain(other.tag()) and plain(mine.tag(wrap_label=True)) == plain(other.tag(True))


def test_every_name_is_a_template_of_djangos() -> None:
    for name in DRAWN:
        assert DjangoTemplates().get_template(name)
