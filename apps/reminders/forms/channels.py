from typing import Any

from django import forms

from .. import outside
from ..choices import PERSONAL, ChannelKind
from ..models import Preference

HOURS = [(hour, f"{hour}:00") for hour in range(24)]
KEPT = "已保存，不改则留空"


class ChannelForm(forms.Form):
    """What a channel of one kind is set up with; the parts come from ``outside.PARTS``."""

    name = forms.CharField(
        label="名称", max_length=40, help_text="只在本平台显示", error_messages={"required": "请填写名称。"}
    )
    digest_hour = forms.TypedChoiceField(
        label="每日汇总时间", choices=HOURS, coerce=int, initial=9, required=False, empty_value=9
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1, initial=0, required=False)

    def __init__(self, *args: Any, kind: str, is_set: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        self.kind = ChannelKind(kind)
        if self.kind in PERSONAL:
            del self.fields["digest_hour"]
        for part in outside.PARTS[self.kind]:
            self.fields[part.name] = _field(part, is_set=is_set)

    def values(self) -> dict[str, str]:
        """The parts as typed."""
        return {part.name: str(self.cleaned_data.get(part.name) or "") for part in outside.PARTS[self.kind]}

    def refuse(self, part: str, words: str) -> None:
        """Say at its field what a service refused."""
        at = {"private_host": "host", "unknown_host": "host"}.get(part, part)
        if at == "host" and "host" not in self.fields:
            at = "url"
        self.add_error(at if at in self.fields else None, words)


def _field(part: outside.Part, *, is_set: bool) -> forms.Field:
    kept = part.is_secret and is_set
    common: dict[str, Any] = {
        "label": part.label,
        "help_text": KEPT if kept else part.hint,
        "required": part.is_required and not kept,
        "initial": part.default,
        "error_messages": {"required": f"请填写{part.label}。"},
    }
    if part.choices:
        return forms.ChoiceField(choices=part.choices, **common)
    widget = forms.PasswordInput(attrs={"autocomplete": "new-password"}) if part.is_secret else forms.TextInput()
    return forms.CharField(max_length=300, widget=widget, **common)


class TrialForm(forms.Form):
    to = forms.CharField(label="试发地址", max_length=120, required=False, help_text="不填则发给自己")


class PreferenceForm(forms.ModelForm):
    """How a person is told outside the portal."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    digest_hour = forms.TypedChoiceField(
        label="每日汇总时间", choices=HOURS, coerce=int, help_text="工作日发送，一天一次"
    )
    quiet_from = forms.TypedChoiceField(label="免打扰开始", choices=HOURS, coerce=int)
    quiet_until = forms.TypedChoiceField(label="免打扰结束", choices=HOURS, coerce=int)

    class Meta:
        model = Preference
        fields = ["by_email", "by_sms", "tells_news", "digest_hour", "quiet_from", "quiet_until"]

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
