from typing import Any

from django import forms

DAYS_HINT = "截止前第几天提醒，0 为当天，用顿号或逗号分开；逢休息日提前到前一个工作日"


class RuleForm(forms.Form):
    """What the office changes in one rule: days where it has any, the words, the ways."""

    days_before = forms.CharField(label="提前天数", max_length=60, help_text=DAYS_HINT)
    wording = forms.CharField(label="提醒语", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    outside = forms.BooleanField(label="同时发邮件、短信和工作群", required=False)
    copies_office = forms.BooleanField(label="抄送责任单位的上级党建办", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def __init__(self, *args: Any, kind: Any, row: Any, **kwargs: Any) -> None:
        setting = row.setting
        kwargs["initial"] = {
            "days_before": "、".join(str(day) for day in row.days_before),
            "wording": setting.wording,
            "outside": setting.outside,
            "copies_office": setting.copies_office,
            "version": setting.version,
        }
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        if not kind.days_before:
            del self.fields["days_before"]
        words = "".join(f"{{{word}}}" for word in kind.words)
        self.fields["wording"].help_text = f"不填则用平台的说法；可插入{words}"

    def clean_days_before(self) -> list[int]:
        parts = self.cleaned_data["days_before"].replace("、", ",").replace("，", ",").split(",")
        days = [part.strip() for part in parts if part.strip()]
        if not all(day.isascii() and day.isdecimal() and len(day) < 4 for day in days):
            raise forms.ValidationError("请只填天数，如 7、3、1、0。")
        return [int(day) for day in days]

    def values(self) -> dict[str, Any]:
        return dict(self.cleaned_data)
