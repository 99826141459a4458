"""Forms of the library of typical problems."""

from typing import Any

from django import forms

from apps.core.components.forms import Segmented

from ..choices import Severity
from ..models import TypicalProblem


class ProblemForm(forms.ModelForm):
    """One problem: words, leaf, what is asked for."""

    leaf = forms.ChoiceField(label="对应指标", required=False)
    severity = forms.ChoiceField(
        label="程度",
        choices=Severity,
        initial=Severity.MINOR,
        widget=Segmented(tones={"minor": "idle", "major": "warn", "critical": "bad"}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = TypicalProblem
        fields = ["text", "leaf", "demand", "severity", "days"]
        widgets = {"demand": forms.Textarea({"rows": 2})}
        labels = {"days": "整改天数（天）"}
        help_texts = {"days": "不填按程度的规定", "text": "督导员在现场勾选的字句"}

    def __init__(self, *args: Any, leaves: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = dict(leaves)
        own = self.instance.leaf
        extra = [(own, own)] if own and own not in known else []
        self.fields["leaf"].choices = [("", "各项指标通用"), *extra, *leaves]
        self.fields["version"].initial = self.instance.version if self.instance.pk else 0

    def validate_constraints(self) -> None:
        """The service says what stands there twice."""

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("text", "leaf", "demand", "severity", "days")}


class ProblemFilter(forms.Form):
    q = forms.CharField(label="问题或要求", required=False)
    leaf = forms.ChoiceField(label="对应指标", required=False)
    keeper = forms.ChoiceField(
        label="来源", choices=[("", "全部"), ("portal", "系统自带"), ("own", "各单位登记")], required=False
    )
    retired = forms.ChoiceField(label="状态", choices=[("", "使用中"), ("1", "已停用")], required=False)

    def __init__(self, *args: Any, leaves: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["leaf"].choices = [("", "全部"), ("any", "各项指标通用"), *leaves]
