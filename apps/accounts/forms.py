"""Forms of accounts."""

from django import forms
from django.core.validators import RegexValidator

from .models import User

PHONE = RegexValidator(r"^[0-9+()（）\- ]*$", "联系电话只能包含数字、空格、括号和“+”“-”。")
STATES = (("", "全部"), ("active", "启用"), ("disabled", "停用"))


class AccountFilter(forms.Form):
    q = forms.CharField(label="姓名、登录名或电话", required=False, max_length=40)
    state = forms.ChoiceField(label="状态", choices=STATES, required=False)


class AccountForm(forms.ModelForm):
    """Name and ways of contact of an account."""

    class Meta:
        model = User
        fields = ["name", "phone", "email"]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].validators.append(PHONE)
        self.fields["name"].help_text = "与单位登记的姓名一致"
        self.fields["email"].error_messages["invalid"] = "电子邮箱的格式不对，应如 name@example.cn。"


class PasswordForm(forms.Form):
    """A typed password, or none for a generated one."""

    password = forms.CharField(
        label="初始密码",
        required=False,
        max_length=128,
        help_text="不填则自动生成。至少10位，不能全是数字，不能与登录名相近",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class NewAccountForm(AccountForm, PasswordForm):
    """A new account; a role is granted afterwards by the security officer."""

    field_order = ["username", "name", "phone", "email", "password"]

    class Meta(AccountForm.Meta):
        fields = ["username", "name", "phone", "email"]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].help_text = "字母、数字、点、横线和下划线，建立后不能修改"
        self.fields["username"].widget.attrs.update(autocomplete="off", autocapitalize="none", spellcheck="false")

    def clean_username(self) -> str:
        """Login names differ by more than case."""
        username: str = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=username).exists():
            raise forms.ValidationError("该登录名已被使用。")
        return username
