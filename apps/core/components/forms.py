"""Forms in our look: one field template, native controls, errors beside the field and summed up above."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.forms.renderers import DjangoTemplates
from django.template.loader import get_template, render_to_string
from django.utils.safestring import SafeString

from .contracts import TONE_ICONS, known_tone
from .groups import field_markup
from .widgets import drawn


class PortalFormRenderer(DjangoTemplates):
    """Settings: ``FORM_RENDERER = "apps.core.components.forms.PortalFormRenderer"``.

    Our form and field templates come from the project; the widgets' own stay Django's.
    """

    form_template_name = "components/forms/form.html"
    field_template_name = "components/forms/group.html"

    def render(self, template_name, context, request=None):
        """Plain widgets are drawn by functions."""
        if "widget" in context and (found := drawn(template_name, context["widget"])) is not None:
            return found
        return super().render(template_name, context, request)

    def get_template(self, template_name):
        """Find project templates with the project's loaders, which know ``{% load portal %}``."""
        if template_name.startswith("components/"):
            return get_template(template_name)
        return super().get_template(template_name)


class Segmented(forms.RadioSelect):
    """Two to four exclusive answers side by side: 达标 / 不达标 / 不适用.

    :param tones: value → tone, for the colour and icon of each answer
    """

    def __init__(self, attrs=None, choices=(), tones: dict[str, str] | None = None) -> None:
        super().__init__(attrs, choices)
        self.tones = {str(value): known_tone("Segmented", tone) for value, tone in (tones or {}).items()}


class Chips(forms.CheckboxSelectMultiple):
    """Short phrases, several at once: 常用问题."""


class FilesInput(forms.ClearableFileInput):
    """A drop zone that takes several files; ``uploads.js`` adds paste, progress and a list."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once; each is checked alone, none is required."""

    widget = FilesInput

    def clean(self, data, initial=None) -> list:
        files = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(file, initial) for file in files if file]


def _kind(widget: forms.Widget) -> str:
    """Name the layout that a widget takes inside ``groups.field_markup``."""
    kinds = (
        (Segmented, "segmented"),
        (Chips, "chips"),
        (forms.RadioSelect, "options"),
        (forms.CheckboxInput, "check"),
        (FilesInput, "drop"),
        (forms.FileInput, "file"),
    )
    return next((kind for cls, kind in kinds if isinstance(widget, cls)), "control")


def _native(widget: forms.Widget) -> forms.Widget:
    """Give date and time fields the browser's own picker, unless the form chose a format."""
    natives = (
        (forms.DateTimeInput, "datetime-local", "%Y-%m-%dT%H:%M"),
        (forms.DateInput, "date", "%Y-%m-%d"),
        (forms.TimeInput, "time", "%H:%M"),
    )
    for cls, kind, form in natives:
        if type(widget) is cls and not widget.format and "type" not in widget.attrs:
            native = cls(attrs=widget.attrs, format=form)
            native.input_type = kind
            return native
    return widget


def _css(widget: forms.Widget) -> str:
    if isinstance(widget, forms.CheckboxInput):
        return "form-check-input"
    if isinstance(widget, forms.FileInput):
        return "visually-hidden"
    return "form-select" if isinstance(widget, forms.Select) else "form-control"


def control(bound: BoundField, extra: dict | None = None) -> SafeString:
    """Render the bare control with its class, error state and description."""
    if isinstance(bound.field.widget, Segmented):
        return render_to_string(
            "components/forms/segmented.html", {"options": choices(bound), "label": bound.label, "field": bound}
        )
    widget = _native(bound.field.widget)
    names = [_css(widget), bound.field.widget.attrs.get("class", ""), "is-invalid" if bound.errors else ""]
    return bound.as_widget(widget=widget, attrs={**(extra or {}), "class": " ".join(filter(None, names))})


def choices(bound: BoundField) -> list[dict]:
    """Read the options of a choice widget: label, tag, id, tone, icon."""
    tones = getattr(bound.field.widget, "tones", {})
    options = []
    for option in bound.subwidgets:
        tone = tones.get(str(option.data["value"]), "")
        option.data["attrs"]["class"] = (
            f"is-{tone or 'idle'}" if isinstance(bound.field.widget, Segmented) else "form-check-input"
        )
        if isinstance(bound.field.widget, Chips):
            option.data["attrs"].pop("class")
        options.append(
            {
                "tag": option.tag(),
                "id": option.id_for_label,
                "label": option.choice_label,
                "icon": TONE_ICONS.get(tone, ""),
            }
        )
    return options


def render_field(bound: BoundField, *, source: str = "", label: str = "", hint: str | None = "") -> SafeString:
    """Render label, hint, error, control.

    :param source: where a prefilled value comes from; else ``form.prefilled[name]`` if the form has that mapping
    :param hint: instead of the field's help text; ``None`` for no hint at all
    """
    if hint != "":
        bound.help_text = hint or ""  # Django's aria-describedby reads it
    if bound.field.widget.attrs.get("placeholder") == bound.label:
        del bound.field.widget.attrs["placeholder"]  # the label says it already, and stays while typing
    source = source or getattr(bound.form, "prefilled", {}).get(bound.name, "")
    kind = _kind(bound.field.widget)
    if bound.is_hidden:
        return str(bound)
    parts = {"options": choices(bound)} if kind in ("segmented", "options", "chips") else {"control": control(bound)}
    words = {"label": label or bound.label, "hint": bound.help_text, "source": source, "errors": wording(bound)}
    return field_markup(bound, kind, **words, **parts)


def wording(bound: BoundField) -> list[str]:
    """Say each error with its remedy: a missing value reads 请填写… or 请选择…, not that a field is required."""
    verb = (
        "请选择" if isinstance(bound.field, forms.ChoiceField | forms.ModelChoiceField | forms.FileField) else "请填写"
    )
    if isinstance(bound.field, forms.BooleanField):
        verb = "请确认"
    words = []
    for error in bound.errors.as_data():
        default = error.code == "required" and error.messages == [str(forms.Field.default_error_messages["required"])]
        words += [f"{verb}{bound.label}"] if default else [_plainly(bound.field, error) or "".join(error.messages)]
    return words


#: Remedies for what validators say; their own words speak of variables and repeat what was typed.
LIMITS = {
    "max_length": "最多 {limit_value} 个字，现有 {show_value} 个字，请精简",
    "min_length": "至少 {limit_value} 个字，现有 {show_value} 个字",
    "min_value": "不能小于 {limit_value}",
    "max_value": "不能大于 {limit_value}",
    "max_digits": "数字太大，最多 {max} 位",
    "max_decimal_places": "最多保留 {max} 位小数",
    "max_whole_digits": "数字太大，整数部分最多 {max} 位",
}
SHAPES: tuple[tuple[type[forms.Field], str, str], ...] = (
    (forms.ModelMultipleChoiceField, "invalid_choice", "请从列表中选择"),
    (forms.ModelChoiceField, "invalid_choice", "请从列表中选择"),
    (forms.ChoiceField, "invalid_choice", "请从列表中选择"),
    (forms.DateField, "invalid", "请填写日期，如 2026-11-24"),
    (forms.DecimalField, "invalid", "请填写数字"),
    (forms.IntegerField, "invalid", "请填写整数"),
)


def _plainly(field: forms.Field, error: ValidationError) -> str:
    """A built-in message in plain words with its remedy; empty for messages that a form wrote itself."""
    if error.code in LIMITS and error.params:
        return LIMITS[error.code].format(**error.params)
    for kind, code, words in SHAPES:
        if isinstance(field, kind) and error.code == code and str(error.message) == str(_built_in(kind, code)):
            return words
    return ""


def _built_in(kind: type[forms.Field], code: str) -> object:
    """The message that Django gives for the code, looked up along the classes."""
    return next(
        (c.default_error_messages[code] for c in kind.__mro__ if code in vars(c).get("default_error_messages", {})), ""
    )


def summary(forms_: tuple) -> list[dict]:
    """List the errors of several forms, each with the id of the field that it is about."""
    rows = []
    for form in forms_:
        rows += [{"target": "", "text": error} for error in form.non_field_errors()]
        for bound in (form[name] for name in form.errors if name in form.fields):
            if bound.is_hidden:  # nobody typed it: the page was cut short or is an old one
                rows.append({"target": "", "text": "页面内容不完整，请刷新后重新办理。"})
                continue
            target = bound.id_for_label or bound.auto_id
            rows += [{"target": target, "text": _named(bound, words)} for words in wording(bound)]
    return rows


def _named(bound: BoundField, words: str) -> str:
    label = str(bound.label)
    return words if label in words or isinstance(bound.field, forms.BooleanField) else f"{label}：{words}"


def put_error(form: Any, error: Any) -> None:
    """Put a service's sentence at the field that it names (金额：…), a file's at the files, others above the form."""
    told = {name: words for name, words in (getattr(error, "fields", None) or {}).items() if name in form.fields}
    for name, words in told.items():
        form.add_error(name, words)
    if told:
        return
    label, _, rest = error.message.partition("：")
    named = (name for name, field in form.fields.items() if str(field.label or "").split("（")[0] == label)
    name = next(named, None)
    if error.code == "file_problem" and "uploads" in form.fields:
        form.add_error("uploads", error.message)
    else:
        form.add_error(name, rest if name and rest else error.message)
