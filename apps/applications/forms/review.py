"""The reviewer's checklist, conclusion and opinion."""

from collections.abc import Sequence
from typing import Any

from django import forms

from apps.core.components.forms import Segmented

TONES = {"recommend": "ok", "return": "warn", "reject": "bad"}
OPINION_MISSING = "请写明理由，申请单位和各级都能看到。"


class ReviewForm(forms.Form):
    """Ticked means checked and found right; what is left open is told to the applicant when it goes back."""

    checks = forms.MultipleChoiceField(label="核对清单", required=False, widget=forms.CheckboxSelectMultiple)
    decision = forms.ChoiceField(
        label="结论",
        choices=[("recommend", "推荐"), ("return", "退回"), ("reject", "不予推荐")],
        widget=Segmented(tones=TONES),
        error_messages={"required": "请选择结论。"},
    )
    opinion = forms.CharField(
        label="意见",
        help_text="申请单位和各级都能看到；退回、不予推荐须写明理由。",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    step = forms.IntegerField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, checklist: Sequence[tuple[str, str, bool]], final: bool, **kwargs: Any) -> None:
        """``checklist``: code, sentence, and whether the portal itself found it right."""
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        self.checklist = checklist
        self.fields["checks"].choices = [(code, sentence) for code, sentence, _ in checklist]
        self.fields["checks"].initial = [code for code, _, right in checklist if right]
        self.fields["checks"].help_text = "逐项核对后勾选；未勾选的，退回时一并告知申请单位。"
        if final:
            self.fields["decision"].choices = [("recommend", "同意"), ("return", "退回"), ("reject", "不予推荐")]

        self.fields["checks"].required = True  # shown so; whether it must be complete depends on the decision

    def full_clean(self) -> None:
        """Read the checklist as it is: ``clean`` says when it must be complete."""
        self.fields["checks"].required = False
        super().full_clean()
        self.fields["checks"].required = True

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        decision = data.get("decision")
        if decision == "recommend" and self._open(data):
            self.add_error("checks", f"还有 {len(self._open(data))} 项未核对，核对无误后勾选；有问题的请退回。")
        if decision in ("return", "reject") and not data.get("opinion", "").strip():
            self.add_error("opinion", OPINION_MISSING)
        return data

    def _open(self, data: dict[str, Any]) -> list[str]:
        ticked = set(data.get("checks") or ())
        return [sentence for code, sentence, _ in self.checklist if code not in ticked]

    def opinion_text(self) -> str:
        """The opinion, and before it what was found wrong."""
        opinion = self.cleaned_data["opinion"].strip()
        open_points = self._open(self.cleaned_data)
        if self.cleaned_data["decision"] == "recommend" or not open_points:
            return opinion
        return f"未通过核对：{'；'.join(open_points)}。\n{opinion}"
