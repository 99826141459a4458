"""One line of a table of the form; its fields carry the line's key, so that a link leads to exactly one of them."""

from typing import Any

from django import forms

from ..models import BaselineGap, FundingItem, Partner, PlanTask
from ..parts import LINES, TASK_FIELDS, LineKind
from ..shapes import unfit_date

BLANK_CHOICE = "请选择"


class LineForm(forms.ModelForm):
    """What all lines share: the version that was read, gaps allowed until submission."""

    kind: LineKind
    #: What a submission needs; what keeps its old value when it is emptied.
    needed: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()

    def __init__(self, *args: Any, only: set[str] | None = None, **kwargs: Any) -> None:
        line = kwargs["instance"]
        super().__init__(*args, prefix=prefix_of(self.kind, line.pk), **kwargs)
        self.use_required_attribute = False
        for name in self.kind.fields:
            if only is not None and self.add_prefix(name) not in only:
                del self.fields[name]
                continue
            self.fields[name].required = name in self.needed
        for field in self.fields.values():
            if isinstance(field, forms.TypedChoiceField):
                offered: Any = field.choices
                field.choices = [("", BLANK_CHOICE), *[choice for choice in offered if choice[0]]]

    def full_clean(self) -> None:
        """A line may be saved with gaps."""
        waived = [name for name in self.needed if name in self.fields and name not in self.kept]
        for name in waived:
            self.fields[name].required = False
        super().full_clean()
        for name in waived:
            self.fields[name].required = True

    def values(self) -> dict[str, Any]:
        """The values that are good, without the version."""
        return {name: value for name, value in self.cleaned_data.items() if name in self.kind.fields}

    def said(self, name: str, values: list[str]) -> str:
        """A value as a person reads it: the label of a choice."""
        words = dict(getattr(self.fields[name], "choices", ()))
        return "、".join(str(words.get(value, value)) for value in values) or "空"


class TaskForm(LineForm):
    kind = LINES["task"]
    needed = kept = ("task", "responsible", "due_on")

    class Meta:
        model = PlanTask
        fields = TASK_FIELDS

    def clean_due_on(self) -> Any:
        due_on = self.cleaned_data["due_on"]
        if "due_on" in self.changed_data and due_on is not None:
            words = unfit_date(self.instance.application.campaign, due_on)
            if words:
                raise forms.ValidationError(words)
        return due_on


class FundingForm(LineForm):
    kind = LINES["funding"]
    needed = ("name", "amount", "source")

    class Meta:
        model = FundingItem
        fields = LINES["funding"].fields


class PartnerForm(LineForm):
    kind = LINES["partner"]
    needed = ("name", "support")

    class Meta:
        model = Partner
        fields = LINES["partner"].fields


class GapForm(LineForm):
    kind = LINES["gap"]
    needed = ("cause",)

    class Meta:
        model = BaselineGap
        fields = LINES["gap"].fields


LINE_FORMS: dict[str, type[LineForm]] = {form.kind.key: form for form in (TaskForm, FundingForm, PartnerForm, GapForm)}


def prefix_of(kind: LineKind, pk: int) -> str:
    return f"{kind.key}-{pk}"
