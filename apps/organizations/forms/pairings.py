"""Forms of pairings (结对共建)."""

from typing import Any

from django import forms

from apps.core import clock

from ..models import Organization, Pairing
from ..pairing_choices import PairingKind, PairingStatus
from .records import SeveralFiles

#: A choice among more would be no choice: the other side is told by its code or name.
MOST = 20


class PairingForm(forms.Form):
    """Two organizations; the other one by code or full name."""

    second = forms.CharField(label="结对单位", max_length=120, help_text="填组织代码或全称、简称，如450305001003")
    kind = forms.ChoiceField(label="结对类型", choices=[("", "请选择"), *PairingKind.choices])
    title = forms.CharField(label="结对名称", max_length=60, error_messages={"required": "请填写。"})
    goal = forms.CharField(label="共建目标", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    started_on = forms.DateField(label="开始日期", initial=lambda: clock.today())
    ended_on = forms.DateField(label="结束日期", required=False)

    def clean_second(self) -> Organization:
        words = self.cleaned_data["second"].strip()
        rows = Organization.objects.active()
        found = list(rows.filter(code=words)[:1] or rows.filter(name=words)[:2] or rows.filter(short_name=words)[:2])
        if len(found) != 1:
            raise forms.ValidationError(
                "没有找到这个党组织，请核对代码或名称。" if not found else "有同名的党组织，请改填组织代码。"
            )
        return found[0]


class ActionForm(forms.Form):
    """What the two mean to do."""

    title = forms.CharField(label="共建内容", max_length=100, error_messages={"required": "请填写。"})
    due_on = forms.DateField(label="计划时间")
    side = forms.ModelChoiceField(label="牵头方", queryset=None, required=False, empty_label="双方")

    def __init__(self, *args: Any, pairing: Pairing, **kwargs: Any) -> None:
        super().__init__(*args, prefix="action", **kwargs)
        field: Any = self.fields["side"]
        field.queryset = pairing.sides.select_related("organization")
        field.label_from_instance = lambda side: side.organization.short_name
        self.use_required_attribute = False


class DoneForm(forms.Form):
    done_on = forms.DateField(label="完成日期", initial=lambda: clock.today())
    note = forms.CharField(label="落实情况", max_length=200, required=False)


class PairingRecordForm(forms.Form):
    """What one side did; a work record of that side's."""

    side = forms.ModelChoiceField(label="记录单位", queryset=None, empty_label=None)
    held_on = forms.DateField(label="日期", initial=lambda: clock.today())
    title = forms.CharField(label="主题", max_length=100, error_messages={"required": "请填写主题。"})
    headcount = forms.IntegerField(label="参加人数", required=False, min_value=0, max_value=100_000)
    summary = forms.CharField(label="纪实", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    uploads = SeveralFiles(label="照片或材料", required=False, help_text="可不传，每个不超过 20 MB")

    def __init__(self, *args: Any, sides: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["side"]
        field.queryset = sides
        field.label_from_instance = lambda side: side.organization.short_name


class PairingFilter(forms.Form):
    q = forms.CharField(label="单位或名称", required=False, max_length=60)
    kind = forms.ChoiceField(label="类型", required=False, choices=[("", "全部"), *PairingKind.choices])
    status = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *PairingStatus.choices])
    quiet = forms.ChoiceField(label="活动情况", required=False, choices=[("", "全部"), ("1", "一个季度未开展")])
