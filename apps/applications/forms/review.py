"""The reviewer's checklist, what is ticked as wrong, conclusion and opinion; and the forms around the queue."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from apps.core.components.forms import Segmented

from ..choices import CommentAudience, ReturnKind
from ..queries.corrections import Returnable
from ..services import TickedItem

TONES = {"recommend": "ok", "return": "warn", "reject": "bad", "reserve": "info", "object": "bad"}
OPINION_MISSING = "请写明理由，申请单位和各级都能看到。"
LEVEL_CHOICES = [("recommend", "推荐"), ("return", "退回"), ("reject", "不予推荐"), ("reserve", "备选")]
FINAL_CHOICES = [("recommend", "同意"), *LEVEL_CHOICES[1:]]
COUNTERSIGN_CHOICES = [("recommend", "同意"), ("return", "退回"), ("object", "不同意")]
NEEDS_OPINION = ("return", "reject", "reserve", "object")


@dataclass(frozen=True)
class Tick:
    """One thing that can be ticked as wrong, with what was typed."""

    code: str
    label: str
    checked: bool
    remark: str
    error: str

    @property
    def field_id(self) -> str:
        return "wrong-" + self.code.replace(":", "-").replace(".", "-")


class ReviewForm(forms.Form):
    """Ticked in the checklist means checked and found right; ticked as wrong is told to the applicant with a remark."""

    checks = forms.MultipleChoiceField(label="核对清单", required=False, widget=forms.CheckboxSelectMultiple)
    decision = forms.ChoiceField(
        label="结论",
        choices=LEVEL_CHOICES,
        widget=Segmented(tones=TONES),
        error_messages={"required": "请选择结论。"},
    )
    opinion = forms.CharField(
        label="意见",
        help_text="申请单位和各级都能看到；除推荐外须写明理由。",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    step = forms.IntegerField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        checklist: Sequence[tuple[str, str, bool]],
        final: bool,
        countersign: bool = False,
        returnable: Sequence[Returnable] = (),
        **kwargs: Any,
    ) -> None:
        """``checklist``: code, sentence, and whether the portal itself found it right."""
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        self.checklist = checklist
        self.returnable = returnable
        self.remark_errors: dict[str, str] = {}
        self.fields["checks"].choices = [(code, sentence) for code, sentence, _ in checklist]
        self.fields["checks"].initial = [code for code, _, right in checklist if right]
        self.fields["checks"].help_text = "未勾选的，退回时一并告知申请单位。"
        if final:
            self.fields["decision"].choices = FINAL_CHOICES
        if countersign:
            self.fields["decision"].choices = COUNTERSIGN_CHOICES
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
        if decision in NEEDS_OPINION and not data.get("opinion", "").strip():
            self.add_error("opinion", OPINION_MISSING)
        if decision == "return":
            self._check_remarks()
        return data

    def _check_remarks(self) -> None:
        for tick in self.ticks():
            if tick.checked and not tick.remark:
                self.remark_errors[tick.code] = "请写明有什么问题。"
            elif tick.checked and len(tick.remark) > 300:
                self.remark_errors[tick.code] = "问题说明最多 300 字。"
        if self.remark_errors:
            labels = "、".join(each.label for each in self.returnable if each.code in self.remark_errors)
            self.add_error(None, f"有误事项请写明问题（300 字以内）：{labels}。")

    def ticks(self) -> list[Tick]:
        """What can be ticked, the leaves of the standard apart, with what was typed."""
        return [self._tick(each) for each in self.returnable if each.kind != ReturnKind.LEAF]

    def leaf_ticks(self) -> list[Tick]:
        return [self._tick(each) for each in self.returnable if each.kind == ReturnKind.LEAF]

    def _tick(self, each: Returnable) -> Tick:
        data = self.data if self.is_bound else {}
        chosen = data.getlist("wrong") if hasattr(data, "getlist") else data.get("wrong", ())
        remark = str(data.get(f"remark-{each.code}", "")).strip()
        return Tick(each.code, each.label, each.code in chosen, remark, self.remark_errors.get(each.code, ""))

    def items(self) -> list[TickedItem]:
        """Ticked items for ``services.return_application``."""
        chosen = [tick for tick in [*self.ticks(), *self.leaf_ticks()] if tick.checked]
        return [TickedItem(*tick.code.split(":", 1), tick.remark) for tick in chosen]  # type: ignore[call-arg]

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


class CommentForm(forms.Form):
    """A remark. The applicant's side has no choice of who reads it."""

    audience = forms.ChoiceField(
        label="谁可以看到", choices=CommentAudience.choices, initial=CommentAudience.LEVELS, widget=Segmented()
    )
    text = forms.CharField(
        label="内容",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请填写内容。"},
    )

    def __init__(self, *args: Any, may_choose: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_choose:
            del self.fields["audience"]
            self.fields["text"].label = "回复审核单位"
            self.fields["text"].widget.attrs["rows"] = 3
