"""Form of an import."""

from typing import Any

from django import forms

from apps.core.services.files import MAX_BYTES


class ImportForm(forms.Form):
    """A workbook of organizations."""

    file = forms.FileField(
        label="xlsx工作簿",
        help_text="使用模板的表头，一行一个党组织，不超过 20 MB",
        error_messages={"required": "请选择要导入的xlsx文件。", "empty": "文件是空的，请下载模板填写。"},
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
    )

    def clean_file(self) -> Any:
        """Refuse a file that is too large before it is read."""
        upload = self.cleaned_data["file"]
        if upload.size > MAX_BYTES:
            raise forms.ValidationError("文件超过 20 MB，请分开导入。")
        return upload
