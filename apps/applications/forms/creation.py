"""Forms of the creation period: reports, admonitions, money, people, committees' plans and requests."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms

from apps.core import clock
from apps.organizations.facility_choices import GROUP_ROLES, AroundRole
from apps.organizations.forms.records import SeveralFiles

from ..choices import SupportKind
from ..models import ApplicationPerson, PlanTask
from ..queries.board import LIGHTS
from ..services.reports import TaskNote
from ..wording import LEVEL, words_for

FILES = "可不传；PDF、JPG、PNG、Word、Excel，每个不超过 20 MB"
MONEY = {"invalid": "请填数字。", "min_value": "应大于0。", "max_decimal_places": "最多两位小数。"}
NEVER_EMPTY = {"required": "请填写。"}


def text(label: str, most: int, rows: int = 3, hint: str = "", required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=most,
        required=required,
        help_text=hint or f"{most} 字以内",
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages=NEVER_EMPTY,
    )


class ReportForm(forms.Form):
    """The words of a report, photos, and the progress of each task beside the figure that the page showed."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    done = text("工作进展", 1000, 6)
    problems = text("存在问题", 500)
    next_steps = text("下步打算", 500)
    needs = text("需上级协调事项", 300, 2)
    uploads = SeveralFiles(label="照片", required=False, help_text=f"照片{FILES}")

    def __init__(self, *args: Any, tasks: Sequence[PlanTask], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tasks = tasks
        for task in tasks:
            key = str(task.pk)
            self.fields[f"progress-{key}"] = forms.IntegerField(
                label=f"“{task}”完成比例（%）", min_value=0, max_value=100, initial=task.progress
            )
            self.fields[f"note-{key}"] = forms.CharField(
                label=f"“{task}”进展说明", max_length=300, required=False, initial=task.progress_note
            )
            self.fields[f"seen-{key}"] = forms.IntegerField(widget=forms.HiddenInput, initial=task.progress)
            self.fields[f"told-{key}"] = forms.CharField(
                widget=forms.HiddenInput, required=False, initial=task.progress_note
            )
        self.use_required_attribute = False

    def words(self) -> list[forms.BoundField]:
        return [self[name] for name in ("done", "problems", "next_steps", "needs", "uploads")]

    def lines(self) -> list[dict[str, Any]]:
        """Each task with its four controls."""
        return [
            {
                "task": task,
                "progress": self[f"progress-{task.pk}"],
                "note": self[f"note-{task.pk}"],
                "hidden": [self[f"seen-{task.pk}"], self[f"told-{task.pk}"]],
                "late": task.due_on < clock.today() and task.progress < 100,
            }
            for task in self.tasks
        ]

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        told = self.cleaned_data
        notes = [
            TaskNote(
                task.pk, told[f"progress-{task.pk}"], told[f"seen-{task.pk}"], told[f"note-{task.pk}"].strip(),
                told[f"told-{task.pk}"],
            )
            for task in self.tasks
        ]  # fmt: skip
        names = ("version", "done", "problems", "next_steps", "needs", "uploads")
        return {name: told[name] for name in names} | {"tasks": notes}


class CommentForm(forms.Form):
    text = text("点评", 500, 2, required=True)


class AdmonishForm(forms.Form):
    """约谈提醒."""

    reason = text("约谈事由", 500, 3, required=True)
    demand = text("工作要求", 500, 2)
    due_on = forms.DateField(label="回复期限", error_messages=NEVER_EMPTY)


class AnswerForm(forms.Form):
    text = text("整改措施和进展", 1000, 5, required=True)


class BudgetForm(forms.Form):
    """What a campaign may spend, in 万元."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    budget = forms.DecimalField(
        label="经费总额（万元）", required=False, max_digits=10, decimal_places=2, min_value=0, error_messages=MONEY
    )
    ceiling = forms.DecimalField(
        label="单点上限（万元）", required=False, max_digits=10, decimal_places=2, min_value=0, error_messages=MONEY,
        help_text="超过时提醒，批复须写明理由",
    )  # fmt: skip
    note = forms.CharField(label="经费来源和说明", required=False, max_length=200)


class GrantForm(forms.Form):
    """批复, in 万元."""

    amount = forms.DecimalField(label="批复金额（万元）", max_digits=10, decimal_places=2, error_messages=MONEY)
    document_number = forms.CharField(label="批复文号", max_length=60, error_messages=NEVER_EMPTY)
    granted_on = forms.DateField(label="批复日期", initial=lambda: clock.today())
    source = forms.CharField(label="资金来源", max_length=60, required=False)
    note = forms.CharField(label="说明", max_length=200, required=False, help_text="超过申请数、上限或总额的写明理由")


class KeyForm(forms.Form):
    """A form that is stored once however often it is sent."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=lambda: uuid.uuid4())


class ExpenseForm(KeyForm):
    """支出, in 元."""

    spent_on = forms.DateField(label="支出日期", initial=lambda: clock.today())
    amount = forms.DecimalField(
        label="金额（元）", max_digits=12, decimal_places=2, error_messages=MONEY, help_text="按凭证填写，单位为元"
    )
    use = forms.CharField(label="用途", max_length=100, error_messages=NEVER_EMPTY)
    payee = forms.CharField(label="收款单位", max_length=60, required=False)
    voucher_number = forms.CharField(label="凭证号", max_length=40, required=False)
    uploads = SeveralFiles(label="凭证", required=False, help_text=f"发票、收据的扫描件或照片，{FILES}")


class SupportForm(KeyForm):
    """What a partner gave."""

    partner = forms.CharField(label="支持单位", max_length=60, error_messages=NEVER_EMPTY)
    kind = forms.ChoiceField(label="支持方式", choices=[("", "请选择"), *SupportKind.choices])
    content = forms.CharField(label="支持内容", max_length=200, error_messages=NEVER_EMPTY)
    amount = forms.DecimalField(
        label="折合金额（万元）", required=False, max_digits=10, decimal_places=2, error_messages=MONEY
    )
    supported_on = forms.DateField(label="日期", initial=lambda: clock.today())


class PersonForm(forms.Form):
    """An office held on the application."""

    role = forms.ChoiceField(label="身份", choices=[("", "请选择"), *AroundRole.choices])
    name = forms.CharField(label="姓名或名称", max_length=60, help_text="领导小组、专班填名称，只填任职人员")
    post = forms.CharField(label="单位及职务", required=False, max_length=100, help_text="不填证件号码和个人电话")
    duty = forms.CharField(label="职责分工", required=False, max_length=200, help_text="协同部门必填")
    group = forms.ModelChoiceField(
        label="所在小组（专班）", queryset=ApplicationPerson.objects.none(), required=False, empty_label="不是成员",
        help_text="身份为成员时选择",
    )  # fmt: skip
    people = forms.IntegerField(label="人数", min_value=1, max_value=999, initial=1)
    started_on = forms.DateField(label="开始日期", initial=lambda: clock.today())
    ended_on = forms.DateField(label="结束日期", required=False)

    def __init__(self, *args: Any, application: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = application.people.filter(role__in=GROUP_ROLES, ended_on=None)
        self.fields["group"].queryset = groups  # type: ignore[attr-defined]


class BoardFilter(forms.Form):
    """Which campaign, which part of it."""

    campaign = forms.ChoiceField(label="活动", required=False)
    under = forms.ChoiceField(label="所属", required=False)
    light = forms.ChoiceField(
        label="进度", required=False, choices=[("", "全部"), *((key, told[0]) for key, told in LIGHTS.items())]
    )
    q = forms.CharField(label="单位或名称", required=False)

    def __init__(
        self,
        *args: Any,
        campaigns: Any,
        children: Sequence[Any],
        chosen: Any,
        without: Sequence[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offered: Any = self.fields["campaign"]
        offered.choices = [(str(each.pk), each.name) for each in campaigns]
        offered.initial = str(chosen.pk) if chosen is not None else ""
        under: Any = self.fields["under"]
        under.choices = [("", "全部"), *((str(child.pk), child.short_name) for child in children)]
        for name in without:
            del self.fields[name]


class PlanForm(forms.Form):
    """创建计划 of a committee."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    goals = text("创建目标", 1000, 4)
    measures = text("工作措施", 1000, 5)
    funds = forms.DecimalField(
        label="安排经费（万元）", required=False, max_digits=10, decimal_places=2, min_value=0, error_messages=MONEY
    )
    funds_note = forms.CharField(label="经费说明", required=False, max_length=200)


class PlanLineForm(forms.Form):
    """A branch of the plan."""

    organization = forms.ModelChoiceField(label="党支部", queryset=None, empty_label="请选择")
    due_on = forms.DateField(label="创建时限")
    goal = forms.CharField(label="创建目标", required=False, max_length=100)

    def __init__(self, *args: Any, branches: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix="line", **kwargs)
        field: Any = self.fields["organization"]
        field.queryset = branches
        field.label_from_instance = lambda branch: branch.short_name
        self.use_required_attribute = False


class AcceptanceForm(forms.Form):
    """申请验收."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    applications = forms.ModelMultipleChoiceField(
        label="申请验收的单位", queryset=None, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选择一个。", "invalid_choice": "有单位不能申请验收，请刷新后重选。"},
    )  # fmt: skip
    summary = text("自查情况", 1000, 4, required=True)
    wanted_on = forms.DateField(label="希望验收日期", required=False)

    def __init__(self, *args: Any, sites: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["applications"]
        field.queryset = sites
        field.label_from_instance = lambda site: (
            f"{site.organization.short_name}：{site}（{words_for(LEVEL, site.status)}）"
        )
