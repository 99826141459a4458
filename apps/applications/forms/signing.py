"""Signing a self-assessment and sending it back."""

from typing import Any

from django import forms

from ..services import STATEMENT


class SignForm(forms.Form):
    """The statement, who is responsible, and the password once more."""

    secretary_name = forms.CharField(label="责任书记", max_length=40, error_messages={"required": "请填写责任书记。"})
    truthful = forms.BooleanField(label=STATEMENT, error_messages={"required": "请阅读并勾选真实性承诺。"})
    password = forms.CharField(
        label="登录密码",
        max_length=200,
        strip=False,
        help_text="提交前再次输入本人的登录密码，以确认由本人签署。",
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "请输入登录密码。"},
    )
    use_required_attribute = False

    def point_out(self, error: Any) -> None:
        """Put a refusal at its field where it names one."""
        self.add_error(error.code if error.code in self.fields else None, error.message)


class ReopenForm(forms.Form):
    """Why a signed self-assessment goes back, and until when it is signed anew."""

    reason = forms.CharField(
        label="退回理由",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请填写“退回自评”的理由。"},
    )
    until = forms.DateField(
        label="重新提交期限",
        required=False,
        help_text="只对本单位有效；不填则按原期限办理。原期限已过的，须填写。",
        widget=forms.DateInput,
    )
    use_required_attribute = False

    def point_out(self, error: Any) -> None:
        """Put a refusal at its field where it names one."""
        self.add_error(error.code if error.code in self.fields else None, error.message)
