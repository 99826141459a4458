"""Fields of models and forms that several apps use."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from . import richtext

#: Markup may be longer than its words; what is longer than this is no text of a form.
MOST_MARKUP = 60_000


class RichTextArea(forms.Textarea):
    """A text box with light marks; ``static/js/richtext.js`` puts an editor over it that keeps the markup in it."""

    template_name = "components/richtext.html"
    most: int | None = None

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, richtext.to_plain(value or ""), attrs)
        context["widget"]["html"] = richtext.clean(value or "")
        context["widget"]["most"] = self.most
        return context


class RichTextFormField(forms.CharField):
    """Cleaned on the way in; ``max_length`` counts what a reader counts."""

    widget = RichTextArea

    def __init__(self, *, max_length: int | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.most = self.widget.most = max_length

    def to_python(self, value: Any) -> str:
        return str(checked(super().to_python(value) or "", self.most))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return richtext.clean(initial or "") != richtext.clean(data or "")


class RichTextField(models.TextField):
    """Rich text that is stored clean whoever writes it. ``max_length`` counts the words without their marks."""

    def clean(self, value: Any, model_instance: Any) -> Any:
        return super().clean(checked(value or "", self.max_length), model_instance)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = richtext.clean(super().pre_save(model_instance, add) or "")
        setattr(model_instance, self.attname, value)
        return value

    def formfield(self, **kwargs: Any) -> Any:  # type: ignore[override]
        return super().formfield(**{"form_class": RichTextFormField, "widget": RichTextArea, **kwargs})

    def deconstruct(self) -> Any:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs


def checked(value: str, most: int | None) -> str:
    """The text in canonical markup.

    Raises:
        ValidationError: it is longer than allowed.
    """
    if len(value) > MOST_MARKUP:
        raise ValidationError("内容过长，请删减后再保存；图片请作为附件上传。")
    cleaned = richtext.clean(value)
    number = richtext.length_of(cleaned)
    if most is not None and number > most:
        raise ValidationError(f"最多 {most} 字，现为 {number} 字，请删减 {number - most} 字。")
    return cleaned
