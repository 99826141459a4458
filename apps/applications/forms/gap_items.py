"""How a gap is put right: its plan, its closing, and the list of all."""

from typing import Any

from django import forms

from ..choices import GapCause
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
