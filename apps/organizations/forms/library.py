"""Filters of the library, and what may be said about a file."""

from typing import Any

from django import forms

from ..choices import MaterialKind
from ..models import LibraryFile
from ..querysets import LibraryFileQuerySet

ALL = ("", "全部")
SORTS = {"": "最新加入", "name": "名称", "size": "从大到小", "oldest": "最早加入"}
ORDERS = {
    "": ("-created_at", "-pk"),
    "name": ("name", "pk"),
    "size": ("-file__size", "pk"),
    "oldest": ("created_at", "pk"),
}


class LibraryFilter(forms.Form):
    """What the list shows."""

    q = forms.CharField(label="名称或标签", required=False, max_length=60)
    kind = forms.ChoiceField(label="类型", choices=[ALL, *MaterialKind.choices], required=False)
    tag = forms.ChoiceField(label="标签", choices=[ALL], required=False)
    sort = forms.ChoiceField(label="排序", choices=list(SORTS.items()), required=False)

    def __init__(self, *args: Any, tags: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tag"].choices = [ALL, *((tag, tag) for tag in tags)]  # type: ignore[attr-defined]

    def narrow(self, items: LibraryFileQuerySet) -> LibraryFileQuerySet:
        """The files that fit every filter that is set; a filter that is wrong is left out."""
        self.is_valid()
        values: dict[str, Any] = self.cleaned_data
        items = items.named_like(values.get("q") or "")
        if values.get("kind"):
            items = items.filter(kind=values["kind"])
        if values.get("tag"):
            items = items.filter(tags__contains=[values["tag"]])
        return items.order_by(*ORDERS[values.get("sort") or ""])


class MaterialForm(forms.Form):
    """Name and tags."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    name = forms.CharField(label="名称", max_length=120)
    tags = forms.CharField(
        label="标签", required=False, max_length=230, help_text="用空格或顿号分开，最多 10 个，如：三会一课 2026年 照片"
    )

    @classmethod
    def of(cls, item: LibraryFile) -> "MaterialForm":
        return cls(initial={"version": item.version, "name": item.name, "tags": " ".join(item.tags)})

    def clean_tags(self) -> list[str]:
        text = self.cleaned_data["tags"]
        for mark in "、，,；;\u3000":
            text = text.replace(mark, " ")
        return text.split()


class NewVersionForm(forms.Form):
    """A newer version of a file."""

    file = forms.FileField(label="新版本", allow_empty_file=True)
    in_drafts = forms.BooleanField(label="还没有提交的申报和自评一并换成新版本", required=False, initial=True)
