"""Forms in our look: one field template, native controls, errors beside the field and summed up above."""

from django import forms
from django.forms import BoundField
from django.forms.renderers import TemplatesSetting
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from .contracts import TONE_ICONS, known_tone


class PortalFormRenderer(TemplatesSetting):
    """Settings: ``FORM_RENDERER = "apps.core.components.forms.PortalFormRenderer"`` and ``django.forms`` installed."""

    form_template_name = "components/forms/form.html"
    field_template_name = "components/forms/group.html"


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


def _kind(widget: forms.Widget) -> str:
    """Name the layout that a widget takes inside ``components/forms/field.html``."""
    kinds = (
        (Segmented, "segmented"),
        (forms.RadioSelect, "options"),
        (Chips, "chips"),
        (forms.CheckboxSelectMultiple, "options"),
        (forms.CheckboxInput, "check"),
        (FilesInput, "drop"),
    )
    return next((kind for cls, kind in kinds if isinstance(widget, cls)), "control")


def _native(widget: forms.Widget) -> tuple[forms.Widget, dict]:
    """Give date and time fields the browser's own picker, unless the form chose a format."""
    natives = (
        (forms.DateTimeInput, "datetime-local", "%Y-%m-%dT%H:%M"),
        (forms.DateInput, "date", "%Y-%m-%d"),
        (forms.TimeInput, "time", "%H:%M"),
    )
    for cls, kind, form in natives:
        if type(widget) is cls and not widget.format and "type" not in widget.attrs:
            return cls(attrs=widget.attrs, format=form), {"type": kind}
    return widget, {}


def _css(widget: forms.Widget) -> str:
    if isinstance(widget, forms.CheckboxInput):
        return "form-check-input"
    return "form-select" if isinstance(widget, forms.Select) else "form-control"


def control(bound: BoundField, extra: dict | None = None) -> SafeString:
    """Render the bare control with its class, error state and description."""
    widget, attrs = _native(bound.field.widget)
    names = [_css(widget), bound.field.widget.attrs.get("class", "")]
    if bound.errors:
        names.append("is-invalid")
    attrs.update(extra or {}, **{"class": " ".join(filter(None, names))})
    return bound.as_widget(widget=widget, attrs=attrs)


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


def render_field(bound: BoundField, *, source: str = "", label: str = "", hint: str = "") -> SafeString:
    """Render label, hint, error, control.

    :param source: where a prefilled value comes from; else ``form.prefilled[name]`` if the form has that mapping
    """
    source = source or getattr(bound.form, "prefilled", {}).get(bound.name, "")
    kind = _kind(bound.field.widget)
    context = {
        "field": bound,
        "kind": kind,
        "label": label or bound.label,
        "hint": hint or bound.help_text,
        "source": source,
        "optional": not bound.field.required and kind != "check",
        "described_by": bound.aria_describedby,
    }
    if kind in ("segmented", "options", "chips"):
        context["options"] = choices(bound)
    else:
        context["control"] = control(bound)
    return render_to_string("components/forms/field.html", context)


def summary(forms_: tuple) -> list[dict]:
    """List the errors of several forms, each with the id of the field that it is about."""
    rows = []
    for form in forms_:
        for name, errors in form.errors.items():
            bound = form[name] if name in form.fields else None
            target = bound.id_for_label if bound else ""
            prefix = f"{bound.label}：" if bound else ""
            rows += [{"target": target, "text": f"{prefix}{error}"} for error in errors]
    return rows
