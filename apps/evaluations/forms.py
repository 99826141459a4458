from typing import Any

from django import forms

from apps.core.components.forms import FilesField, Segmented

from .choices import Decision
from .models import Objection, PublicNotice


class DecisionForm(forms.Form):
    """A decision by hand about one application, always with its reason."""

    decision = forms.ChoiceField(
        label="拟办意见",
        choices=[(Decision.PROPOSED, Decision.PROPOSED.label), (Decision.NOT_PROPOSED, Decision.NOT_PROPOSED.label)],
        widget=Segmented(tones={"proposed": "ok", "not_proposed": "warn"}),
    )
    reason = forms.CharField(label="理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class VetoForm(forms.Form):
    """A veto of the standard that was found to apply: on what evidence, by whom, when."""

    code = forms.ChoiceField(label="否决情形")
    evidence = forms.CharField(
        label="依据", max_length=500, widget=forms.Textarea(attrs={"rows": 2}), help_text="写明文号、通报或核查材料。"
    )
    decided_by = forms.CharField(label="认定单位（人）", max_length=60)
    decided_on = forms.DateField(label="认定日期", widget=forms.DateInput(attrs={"type": "date"}))
    note = forms.CharField(label="说明", max_length=300, required=False)
    uploads = FilesField(
        label="依据材料", required=False, help_text="可不传；图片、PDF、Office（含 WPS）和 MP4，每个不超过 200 MB"
    )

    def __init__(self, *args: Any, choices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = [("", "请选择"), *choices]


class LiftForm(forms.Form):
    """Why a veto is taken back."""

    reason = forms.CharField(label="撤销理由", max_length=300)


class GradeForm(forms.Form):
    """A grade given by hand, always with its reason."""

    grade = forms.ChoiceField(label="等次", required=False)
    reason = forms.CharField(label="确定等次的理由", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, choices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["grade"].choices = [("", "按得分和名额确定"), *choices]


class MoveForm(forms.Form):
    """Why a running campaign takes another version of its standard, and on whose decision."""

    decision_number = forms.CharField(label="决定文号", max_length=60)
    reason = forms.CharField(label="理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class NoticeForm(forms.ModelForm):
    """The wording of a public notice and where objections go."""

    class Meta:
        model = PublicNotice
        fields = ["title", "body", "unit", "phone", "address"]
        widgets = {"body": forms.Textarea(attrs={"rows": 8})}


class ObjectionForm(forms.ModelForm):
    """What anybody may write against a running notice. Name and contact are voluntary."""

    class Meta:
        model = Objection
        fields = ["application", "content", "name", "contact"]
        widgets = {"content": forms.Textarea(attrs={"rows": 6})}
        help_texts = {
            "name": "实名反映的，办理结果将反馈本人；姓名仅受理单位可见。",
            "contact": "电话或通讯地址，仅受理单位可见。",
        }

    def __init__(self, *args: Any, notice: PublicNotice, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["application"]
        field.queryset = notice.entries.model.application.field.related_model.objects.filter(
            notice_entries__notice=notice
        ).select_related("organization")
        field.label_from_instance = lambda application: application.organization.name
        field.empty_label = "不针对具体单位"
        field.required = False


class AnswerForm(forms.Form):
    """The office's decision on an objection."""

    upheld = forms.TypedChoiceField(
        label="办理结论",
        choices=[("0", "异议不成立"), ("1", "异议成立")],
        coerce=lambda value: value == "1",
        widget=Segmented(tones={"0": "ok", "1": "warn"}),
    )
    answer = forms.CharField(label="调查情况与答复", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
