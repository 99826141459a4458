from typing import Any

from django import forms

from .audit import KINDS


class AuditFilter(forms.Form):
    """What the auditor looks for."""

    q = forms.CharField(label="关键词", required=False, max_length=60)
    kind = forms.ChoiceField(label="对象类型", required=False, choices=[("", "全部"), *KINDS.items()])
    since = forms.DateField(label="自", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label="至", required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        since, until = data.get("since"), data.get("until")
        if since and until and since > until:
            self.add_error("until", "截止日期不能早于开始日期。")
        return data
