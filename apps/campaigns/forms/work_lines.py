from typing import Any

from django import forms

from ..models import Campaign
from .creation import scopes_for


class WorkLineForm(forms.Form):
    """A task of the plan and who answers for it."""

    name = forms.CharField(label="工作线", max_length=80, help_text="如：强基兴村")
    department = forms.CharField(label="责任部门", max_length=80)
    deadline = forms.DateField(label="完成时限", required=False)
    organization = forms.ModelChoiceField(
        None,
        label="报送进展的单位",
        required=False,
        empty_label="只由主办单位报送",
        help_text="责任部门在系统中有党建办的，可由其直接报送。",
        error_messages={"invalid_choice": "请选择主办单位或其下级党组织。"},
    )
    summary = forms.CharField(label="任务", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    clause = forms.CharField(label="方案条款", max_length=80, required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].queryset = scopes_for([campaign.organization])

    def settings(self) -> dict[str, Any]:
        """Fields for the services."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class NoteForm(forms.Form):
    """What is reported on a line."""

    text = forms.CharField(
        label="进展",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="做了什么、到什么程度；只写数量，不写个人信息。",
    )
    is_done = forms.BooleanField(label="已完成", required=False)
