from typing import Any

from django import forms

from ..days import DayRange, ReadDays, check_range, read_days


class DayRangeForm(forms.Form):
    """A holiday, or a weekend that is worked for it."""

    first = forms.DateField(label="起日", widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(
        label="止日", required=False, help_text="只有一天可不填", widget=forms.DateInput(attrs={"type": "date"})
    )
    kind = forms.ChoiceField(label="安排", choices=[("off", "休息"), ("work", "上班")])
    name = forms.CharField(label="说明", max_length=40, required=False, help_text="如“元旦”“春节调休上班”")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("first"):
            found = check_range(self._range(data))
            if isinstance(found, str):
                self.add_error("last", found)
            data["range"] = found
        return data

    def _range(self, data: dict[str, Any]) -> DayRange:
        first = data["first"]
        return DayRange(first, data.get("last") or first, data.get("kind") == "work", data.get("name", "").strip())


class PasteForm(forms.Form):
    """A whole year at once, copied out of a spreadsheet or typed after the announcement."""

    text = forms.CharField(
        label="节假日安排",
        max_length=20000,
        help_text="每行一段：起日、止日、休或班、说明，可从表格直接复制。如 2027-01-01 2027-01-03 休 元旦",
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={"required": "请粘贴或填写节假日安排。"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        self.read = ReadDays((), ())

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"])
        self.read = read_days(text)
        if self.read.problems:
            lines = [f"第 {number} 行：{sentence}" if number else sentence for number, sentence in self.read.problems]
            raise forms.ValidationError(lines)
        if not self.read.ranges:
            raise forms.ValidationError("没有读到日期，请按示例填写。")
        return text
