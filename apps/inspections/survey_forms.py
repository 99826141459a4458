"""Forms of mass surveys. They read and check input; services decide."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.timezone import localtime

from apps.campaigns.models import Campaign
from apps.core import clock
from apps.core.exceptions import Invalid
from apps.organizations.models import Organization

from .choices import Counting, SurveyAccess, SurveyStatus
from .forms import offices_of
from .models import Survey
from .queries.questionnaire import MOST_GROUPS, SCALE, Wanted, groups_of, questions_of, wanted_of

ACCESS_WORDS = "扫码直接填写：人人可填，同一设备一次；凭测评码：一码一次，最能防止重复；仅纸质票：会上发票。"
COUNTING_WORDS = "按分值：各档分值的平均；按比例：（满意＋基本满意）÷ 有效票。不了解都不计入有效票。"
LAST_DAYS = 14


class Times(forms.Form):
    opens_at = forms.DateTimeField(label="开始时间")
    closes_at = forms.DateTimeField(label="截止时间")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("opens_at"), data.get("closes_at")
        if first and last and last <= first:
            self.add_error("closes_at", "截止时间应晚于开始时间。")
        return data


class NewSurveyForm(Times):
    """A new survey; its questions come from the plan or from an earlier one."""

    campaign = forms.ModelChoiceField(label="活动", queryset=Campaign.objects.none(), empty_label="请选择")
    organization = forms.ModelChoiceField(label="组织单位", queryset=Organization.objects.none(), empty_label=None)
    title = forms.CharField(label="标题", max_length=80, help_text="群众看到的标题，如：2026年党建示范点群众满意度测评")
    access = forms.ChoiceField(label="参与方式", choices=SurveyAccess.choices, help_text=ACCESS_WORDS)
    like = forms.ModelChoiceField(
        label="沿用以前的题目", queryset=Survey.objects.none(), required=False, empty_label="不沿用，按方案生成"
    )
    field_order = ("campaign", "organization", "title", "opens_at", "closes_at", "access", "like")

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["campaign"].queryset = Campaign.objects.visible_to(user).filter(status="open")
        fields["organization"].queryset = offices = offices_of(user)
        fields["organization"].label_from_instance = lambda organization: organization.short_name
        fields["organization"].initial = offices.first()
        fields["like"].queryset = Survey.objects.visible_to(user).exclude(status=SurveyStatus.DRAFT)
        day = clock.today() + dt.timedelta(days=1)
        fields["opens_at"].initial = localtime(clock.at(day, 8))
        fields["closes_at"].initial = localtime(clock.at(day + dt.timedelta(days=LAST_DAYS - 1), 18))


class QuestionnaireForm(Times):
    """A draft: what is asked, of whom, and how it counts."""

    title = forms.CharField(label="标题", max_length=80)
    introduction = forms.CharField(
        label="说明", max_length=300, required=False, widget=forms.Textarea({"rows": 2}), help_text="写在题目前面。"
    )
    overall = forms.CharField(label="总体满意度", max_length=80, help_text="满意度按这一题计算，其余各题供分析。")
    aspects = forms.CharField(
        label="分项满意度", required=False, widget=forms.Textarea({"rows": 5}), help_text="每行一题，可不设。"
    )
    choices = forms.CharField(
        label="选择题",
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text="每行一题，题目和选项用竖线隔开，如：您多久参加一次活动？|每月|每季度|很少",
    )
    texts = forms.CharField(
        label="意见建议", required=False, widget=forms.Textarea({"rows": 2}), help_text="每行一题；满 5 条才显示。"
    )
    counting = forms.ChoiceField(label="计分办法", choices=Counting.choices, help_text=COUNTING_WORDS)
    access = forms.ChoiceField(label="参与方式", choices=SurveyAccess.choices, help_text=ACCESS_WORDS)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, survey: Survey, **kwargs: Any) -> None:
        kwargs.setdefault("initial", _initial(survey))
        super().__init__(*args, **kwargs)
        for code, title, _ in SCALE:
            self.fields[f"value_{code}"] = forms.DecimalField(
                label=f"{title}（分）", min_value=0, max_value=100, max_digits=5, decimal_places=2
            )
        for at in range(1, MOST_GROUPS + 1):
            self.fields[f"group_{at}"] = forms.CharField(label=f"测评对象{at}", max_length=20, required=False)
            self.fields[f"weight_{at}"] = forms.DecimalField(
                label="权重（%）", required=False, min_value=0, max_value=100, max_digits=5, decimal_places=2
            )

    @property
    def scale(self) -> list[Any]:
        return [self[f"value_{code}"] for code, _, _ in SCALE]

    @property
    def group_rows(self) -> Iterator[tuple[Any, Any]]:
        for at in range(1, MOST_GROUPS + 1):
            yield self[f"group_{at}"], self[f"weight_{at}"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.errors:
            return data
        values = [data[f"value_{code}"] for code, _, _ in SCALE]
        wanted = Wanted(
            data["overall"], _lines(data["aspects"]), list(_choices(data["choices"])), _lines(data["texts"]), values
        )
        self._read("questions", None, lambda: questions_of(wanted))
        rows = [(data[f"group_{at}"], data[f"weight_{at}"]) for at in range(1, MOST_GROUPS + 1)]
        written = [(title, "" if weight is None else weight) for title, weight in rows if title or weight]
        self._read("groups", "group_1", lambda: groups_of(written))
        return data

    def _read(self, name: str, field: str | None, read: Any) -> None:
        try:
            self.cleaned_data[name] = read()
        except Invalid as error:
            self.add_error(field, error.message)

    def settings(self) -> dict[str, Any]:
        """Fields for the service."""
        kept = ("title", "introduction", "questions", "groups", "counting", "access", "opens_at", "closes_at")
        return {name: self.cleaned_data[name] for name in kept}


class ExtendForm(forms.Form):
    until = forms.DateTimeField(label="新的截止时间")
    reason = forms.CharField(label="延期理由", max_length=200)


class CodesForm(forms.Form):
    """How many slips for each group."""

    def __init__(self, *args: Any, survey: Survey, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row in survey.groups:
            self.fields[row["code"]] = forms.IntegerField(
                label=f"{row['title']}（张）", required=False, min_value=0, max_value=500
            )

    @property
    def numbers(self) -> dict[str, int]:
        return {code: number or 0 for code, number in self.cleaned_data.items()}


class CountForm(forms.Form):
    """发出、收回、有效 of one group's meeting."""

    group = forms.ChoiceField(label="测评对象")
    held_on = forms.DateField(label="会议日期")
    issued = forms.IntegerField(label="发出（张）", min_value=1, max_value=100000)
    received = forms.IntegerField(label="收回（张）", min_value=0, max_value=100000)
    valid = forms.IntegerField(label="有效（张）", min_value=0, max_value=100000)
    counted_by = forms.CharField(label="计票人", max_length=40)
    supervised_by = forms.CharField(label="监票人", max_length=40, help_text="不能与计票人为同一人")
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, survey: Survey, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["group"].choices = [(row["code"], row["title"]) for row in survey.groups]
        fields["held_on"].initial = clock.today()


class PaperForm(forms.Form):
    """One paper ballot as number keys."""

    keys = forms.CharField(label="选票", max_length=15, error_messages={"required": "请按数字键录入选票。"})
    words = forms.CharField(label="意见建议（可不录）", max_length=200, required=False)
    #: Of the page: a ballot that is sent twice from it is one.
    turn = forms.UUIDField(widget=forms.HiddenInput, required=False)


class SiteFilter(forms.Form):
    q = forms.CharField(label="单位", required=False)
    result = forms.ChoiceField(
        label="结果", required=False,
        choices=[("", "全部"), ("passed", "达到要求"), ("failed", "未达到要求"), ("few", "不足 5 票")],
    )  # fmt: skip


def _initial(survey: Survey) -> dict[str, Any]:
    wanted = wanted_of(survey.questions)
    values: dict[str, Any] = {
        "title": survey.title, "introduction": survey.introduction, "counting": survey.counting,
        "access": survey.access, "version": survey.version,
        "opens_at": localtime(survey.opens_at), "closes_at": localtime(survey.closes_at),
        "overall": wanted.overall, "aspects": "\n".join(wanted.aspects), "texts": "\n".join(wanted.texts),
        "choices": "\n".join("|".join([title, *options]) for title, options in wanted.choices),
    }  # fmt: skip
    for (code, _, _), value in zip(SCALE, wanted.values, strict=True):
        values[f"value_{code}"] = value
    for at, row in enumerate(survey.groups, 1):
        values |= {f"group_{at}": row["title"], f"weight_{at}": Decimal(row["weight"])}
    return values


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _choices(text: str) -> Iterator[tuple[str, list[str]]]:
    for line in _lines(text.replace("｜", "|")):
        title, *options = [part.strip() for part in line.split("|")]
        yield title, [option for option in options if option]
