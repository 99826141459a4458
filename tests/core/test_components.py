"""The components: wording, strictness, forms. No database."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils import timezone

from apps.core import clock
from apps.core.components import drawing, text
from apps.core.components.contracts import ComponentError
from apps.core.components.forms import Chips, Segmented

MONDAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _monday():
    with clock.moved_to(clock.at(MONDAY, 10, 32)):
        yield


def render(source: str, **context) -> str:
    request = RequestFactory().get("/list/", {"q": "漓岸", "page": "2"})
    return Template("{% load portal %}" + source).render(Context({"request": request, **context}))


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (text.date_cn(MONDAY), "11月23日（周一）"),
        (text.date_cn(date(2025, 1, 5)), "2025年1月5日（周日）"),
        (text.date_cn(None), "—"),
        (text.datetime_cn(datetime(2026, 11, 23, 2, 32, tzinfo=timezone.get_fixed_timezone(0))), "11月23日 10:32"),
        (text.date_range(MONDAY, date(2026, 12, 4)), "11月23日—12月4日"),
        (text.date_range(MONDAY, None), "11月23日起"),
        (text.date_range(None, MONDAY), "至11月23日"),
        (text.score(Decimal("96.255")), "96.26"),
        (text.score(0.285), "0.29"),
        (text.score(None), "—"),
        (text.number(Decimal("18.50")), "18.5"),
        (text.number(1286), "1,286"),
        (text.number(100), "100"),
        (text.percent("0.9640", 2), "96.40%"),
        (text.share(92, 268), "34%"),
        (text.share(1, 0), "—"),
        (text.file_size(1258291), "1.2 MB"),
    ],
)
def test_values_read_as_the_office_writes_them(shown, expected):
    assert shown == expected


@pytest.mark.parametrize(
    ("days", "words", "tone"),
    [
        (7, "还剩 7 天", "idle"),
        (4, "还剩 4 天", "idle"),
        (3, "还剩 3 天", "warn"),
        (0, "今天到期", "warn"),
        (-2, "已逾期 2 天", "bad"),
    ],
)
def test_deadline_says_colour_icon_and_word(days, words, tone):
    html = render("{% due day %}", day=MONDAY + timedelta(days=days))
    assert words in html
    assert f"state--{tone}" in html
    assert "<svg" in html


def test_deadline_today_with_an_hour_can_have_passed():
    assert "今天 09:00 已到期" in render("{% due moment %}", moment=clock.at(MONDAY, 9))
    assert "今天 17:00 到期" in render("{% due moment %}", moment=clock.at(MONDAY, 17))


def test_deadline_that_is_done_is_calm():
    assert "已办结" in render("{% due day done=True %}", day=MONDAY - timedelta(days=9))


@pytest.mark.parametrize(
    "source",
    [
        '{% state "已通过" "green" %}',
        '{% state nothing "ok" %}',
        '{% icon "no-such-icon" %}',
        "{% due nothing %}",
        "{% funnel nothing %}",
        "{% todo_list items %}",
        "{% stars 6 %}",
        '{% verdict "good" %}',
        '{% breadcrumb "审核" "/review/" %}',
        '{% empty "没有" action="去做" %}',
        '{% state "已通过" "ok" colour="red" %}',
        "{% ring 5 %}",
        '{% notice "loud" "话" %}',
        "{% pager items %}",
        "{% field items %}",
    ],
)
def test_component_refuses_what_its_contract_does_not_know(source):
    with pytest.raises(TemplateSyntaxError):
        render(source, items=[{"title": "答复整改", "link": "/x/"}])


def test_object_without_a_required_attribute_is_refused():
    with pytest.raises(ComponentError, match="starts_on"):
        drawing.phases_on([object()], MONDAY)


def test_user_text_is_escaped():
    evil = "<script>x</script>"
    html = render(
        '{% state evil "ok" %}{% notice "info" evil %}{% pairs rows %}{% panel evil %}a{% endpanel %}',
        evil=evil,
        rows=[(evil, evil)],
    )
    assert "<script>" not in html
    assert html.count("&lt;script&gt;") >= 5


def test_phase_bar_marks_overlapping_phases_and_today():
    plan = [("申报", -30, -1), ("审核", -5, 4), ("创建", 0, 60), ("评定", 61, 70)]
    phases = [{"name": n, "starts_on": MONDAY + timedelta(a), "ends_on": MONDAY + timedelta(b)} for n, a, b in plan]
    assert [row["css"] for row in drawing.phases_on(phases, MONDAY)] == ["is-done", "is-now", "is-now", ""]
    assert "今天 11月23日" in render("{% phase_bar phases %}", phases=phases)


def test_funnel_measures_parts_against_the_last_sum():
    items = [
        {"label": "应申报", "value": 64, "group": "sum"},
        {"label": "已申报", "value": 52, "group": "sum"},
        {"label": "审核中", "value": 31},
    ]
    assert [cell["max"] for cell in drawing.funnel_cells(items, "家")] == [64, 64, 52]


def test_belt_line_wraps_and_returns():
    stations = [{"name": f"点{n}", "state": "open"} for n in range(10)]
    line = drawing.belt(stations)
    assert len(line["roads"]) == 2
    assert len(line["links"]) == 1
    assert line["stations"][5]["x"] == line["stations"][4]["x"]
    assert drawing.belt([])["stations"] == []


def test_sort_header_turns_round_and_starts_at_page_one():
    html = render('{% sort_header "name" "单位" %}')
    assert "sort=name" in html
    assert "page=" not in html
    assert "q=" in html


def test_pager_keeps_the_query():
    html = render('{% pager page "家" %}', page=Paginator(range(286), 50).page(2))
    assert "共 286 家，第 51—100 家" in html
    assert "q=%E6%BC%93%E5%B2%B8&amp;page=3" in html


class SampleForm(forms.Form):
    prefilled = {"members": "组织档案 11月1日"}
    name = forms.CharField(label="品牌名称", help_text="4—8 个字")
    members = forms.IntegerField(label="党员数", required=False)
    day = forms.DateField(label="期限", required=False)
    result = forms.ChoiceField(
        label="结论", choices=[("met", "达标"), ("unmet", "不达标")], widget=Segmented(tones={"met": "ok"})
    )
    tags = forms.MultipleChoiceField(label="问题", choices=[("a", "甲")], widget=Chips, required=False)


def test_field_ties_hint_error_and_control_together():
    form = SampleForm({})
    html = render("{% field form.name %}", form=form)
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_name_error"' in html
    assert "请填写品牌名称" in html


def test_field_shows_source_option_and_native_picker():
    form = SampleForm(initial={"day": MONDAY})
    assert "自动带出，组织档案 11月1日" in render("{% field form.members %}", form=form)
    html = render("{% field form.day %}", form=form)
    assert 'type="date"' in html
    assert 'value="2026-11-23"' in html
    assert "选填" in html


def test_choices_become_segments_and_chips():
    html = render("{% field form.result %}{% field form.tags %}", form=SampleForm())
    assert 'class="choice"' in html
    assert 'class="is-ok"' in html
    assert 'class="chips"' in html
    assert "<legend" in html


def test_error_summary_links_to_each_field():
    html = render("{% form_errors form %}", form=SampleForm({"day": "x"}))
    assert "还有 3 处要改" in html
    assert 'href="#id_name"' in html
    assert 'href="#id_result"' in html


def test_error_summary_is_silent_when_nothing_is_wrong():
    assert render("{% form_errors form %}", form=SampleForm({"name": "漓岸红链", "result": "met"})).strip() == ""


def test_confirm_button_posts_with_a_token_or_stands_inside_a_form():
    own = render('{% confirm_button "退回" "/x/" title="退回申报" reason="理由" %}', csrf_token="t0ken")
    assert "t0ken" in own
    assert "data-confirm-reason" in own
    inside = render('{% confirm_button "退回" "/x/" title="退回申报" inside_form=True %}')
    assert "<form" not in inside
    assert 'formaction="/x/"' in inside


def test_a_file_field_speaks_chinese_and_keeps_its_input():
    class Sheet(forms.Form):
        sheet = forms.FileField(label="工作簿", widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}))

    html = render("{% field form.sheet %}", form=Sheet({}))
    assert '<label class="file-pick" for="id_sheet">' in html and "选择文件" in html and "未选择文件" in html
    assert 'class="visually-hidden is-invalid"' in html and 'accept=".xlsx"' in html
    assert 'aria-describedby="id_sheet_error"' in html


def test_an_unticked_promise_is_told_in_its_own_words_alone():
    class Promise(forms.Form):
        truthful = forms.BooleanField(label="本单位承诺属实。", error_messages={"required": "请勾选承诺。"})

    html = render("{% form_errors form %}", form=Promise({}))
    assert ">请勾选承诺。</a>" in html and "承诺属实。：" not in html
