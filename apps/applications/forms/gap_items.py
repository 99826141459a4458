"""How a gap is put right: its plan, its closing, and the list of all."""

from typing import Any

from django import forms

from apps.campaigns.models import Campaign

from ..choices import GapCause
from ..models import GapItem
from ..services import GapPlan


class GapPlanForm(forms.Form):
    """Why the leaf is not met, what is done about it, by whom, until when."""

    cause = forms.ChoiceField(label="原因", choices=[("", "请选择"), *GapCause.choices])
    cause_note = forms.CharField(
        label="原因说明", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    measure = forms.CharField(
        label="整改措施", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    owner = forms.CharField(label="责任人", max_length=40)
    due_on = forms.DateField(label="整改期限", widget=forms.DateInput)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    use_required_attribute = False

    def plan(self) -> GapPlan:
        names = ("cause", "cause_note", "measure", "owner", "due_on")
        return GapPlan(**{name: self.cleaned_data[name] for name in names})

    def point_out(self, error: Any) -> None:
        """Put a refusal at its field where it names one."""
        self.add_error(error.code if error.code in self.fields else None, error.message)


class GapClosing(forms.Form):
    """What was done, as it stands on the list."""

    result = forms.CharField(
        label="整改结果",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明整改结果。"},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
    use_required_attribute = False


class GapFilter(forms.Form):
    """The list's filter."""

    q = forms.CharField(label="单位、问题或责任人", required=False, max_length=100)
    state = forms.ChoiceField(
        label="状态",
        choices=[("", "全部"), ("open", "整改中"), ("overdue", "已逾期"), ("week", "本周到期"), ("closed", "已整改")],
        required=False,
    )
    cause = forms.ChoiceField(label="原因", choices=[("", "全部"), *GapCause.choices], required=False)
    campaign = forms.ModelChoiceField(
        label="活动", queryset=Campaign.objects.none(), required=False, empty_label="全部"
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seen = GapItem.objects.visible_to(user).order_by().values("application__campaign")
        self.fields["campaign"].queryset = Campaign.objects.filter(pk__in=seen)  # type: ignore[attr-defined]
