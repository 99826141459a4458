from typing import Any

from django import forms

from apps.core.services.files import MAX_BYTES

from .standard import own_offices


class UploadForm(forms.Form):
    """A scoring table (xlsx) or a standard file (yaml)."""

    file = forms.FileField(
        label="评分表或标准文件",
        help_text="Excel 评分表（xlsx），或从本平台导出的标准文件（yaml），不超过 20 MB。",
        error_messages={"required": "请选择文件。", "empty": "文件是空的。"},
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.yaml,.yml"}),
    )

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload.size > MAX_BYTES:
            raise forms.ValidationError("文件超过 20 MB，请只保留评分表一页。")
        if not upload.name.lower().endswith((".xlsx", ".yaml", ".yml")):
            raise forms.ValidationError("只接受 xlsx 或 yaml 文件。")
        return upload


class ConfirmForm(forms.Form):
    """Whose draft the file becomes; a table has no name and basis of its own."""

    organization = forms.ModelChoiceField(label="制定单位", queryset=None)
    name = forms.CharField(label="标准名称", max_length=60)
    source = forms.CharField(label="依据", max_length=200, help_text="方案名称和年份。")

    def __init__(self, *args: Any, offices: Any, table: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own_offices(self, offices)
        if not table:
            del self.fields["name"], self.fields["source"]

    def named(self) -> dict[str, str]:
        return {"name": self.cleaned_data["name"], "source": self.cleaned_data["source"]}
