"""What forms say of wrong values: plain words with the remedy, never Django's own."""

import pytest
from django import forms

from apps.core.components.forms import wording


class Sample(forms.Form):
    title = forms.CharField(label="标题", max_length=3)
    count = forms.IntegerField(label="数量", min_value=1)
    day = forms.DateField(label="日期")
    kind = forms.ChoiceField(label="类型", choices=[("a", "甲")])
    own = forms.IntegerField(label="自定", error_messages={"invalid": "请填人数。"})


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("title", "一二三四", "最多 3 个字，现有 4 个字，请精简"),
        ("count", "0", "不能小于 1"),
        ("count", "x", "请填写整数"),
        ("day", "昨天", "请填写日期，如 2026-11-24"),
        ("kind", "b", "请从列表中选择"),
        ("own", "x", "请填人数。"),
    ],
)
def test_a_wrong_value_is_answered_in_plain_words(name, value, words):
    assert wording(Sample({name: value})[name]) == [words]
