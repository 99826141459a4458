"""Narratives keep a few marks and nothing that runs; what is stored is the same when it is stored again."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from apps.core import richtext


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("<p>党建<b>引领</b></p>", "<p>党建<strong>引领</strong></p>"),
        ("<div>一</div><div>二<br>三</div>", "<p>一</p><p>二</p><p>三</p>"),
        ("<h1>一、基本做法</h1><p>正文</p>", "<h3>一、基本做法</h3><p>正文</p>"),
        ("<ul><li>甲</li><li>乙</li></ul>", "<ul><li>甲</li><li>乙</li></ul>"),
        ("<ol><li><p>甲</p></li></ol><p></p><p>乙</p>", "<ol><li>甲</li></ol><p>乙</p>"),
        ("党建引领\n\n- 甲\n1. 乙\n## 做法\n**重点**和*强调*",
         "<p>党建引领</p><ul><li>甲</li></ul><ol><li>乙</li></ol><h3>做法</h3><p><strong>重点</strong>和<em>强调</em></p>"),
        ("3 < 5 & 6", "<p>3 &lt; 5 &amp; 6</p>"),
        ("", ""),
        ("<p>&nbsp;</p>", ""),
    ],
)  # fmt: skip
def test_what_is_stored_is_canonical(typed, stored):
    assert richtext.clean(typed) == stored
    assert richtext.clean(stored) == stored


@pytest.mark.parametrize(
    "attack",
    [
        "<p>好<script>alert(1)</script></p>",
        '<p onclick="alert(1)" style="x:expression(1)">好</p>',
        '<p>好<img src=x onerror="alert(1)"></p>',
        '<p><a href="javascript:alert(1)">好</a></p>',
        "<p>好</p><style>*{display:none}</style><svg onload=alert(1)></svg>",
        "<p>好<iframe srcdoc='<script>1</script>'></iframe></p>",
    ],
)
def test_nothing_that_runs_is_kept(attack):
    assert richtext.clean(attack) == "<p>好</p>"


@example("1  1")
@example("1* *")
@given(st.text(alphabet="<>/pbulolih3strongem*#- 1.\n党&;\"'=", max_size=80))
def test_cleaning_again_changes_nothing(typed):
    once = richtext.clean(typed)
    assert richtext.clean(once) == once
    assert "<script" not in once


def test_the_plain_form_reads_back_the_same():
    stored = "<h3>做法</h3><p>一<strong>重点</strong></p><ul><li>甲</li></ul><ol><li>乙</li><li>丙</li></ol>"
    assert richtext.to_plain(stored) == "## 做法\n一**重点**\n- 甲\n1. 乙\n2. 丙"
    assert richtext.clean(richtext.to_plain(stored)) == stored


def test_length_counts_what_a_reader_counts():
    assert richtext.length_of("<p>党建<strong>引领</strong></p><ul><li>甲</li></ul>") == 5
    assert richtext.text_of("<p>一</p><p>二</p>") == "一\n二"
