"""A field with its label, hint, error and control as markup: what every form is made of, drawn by functions."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from django.forms import BoundField
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from .marks import icon_markup

FILLED = '<span class="field__filled">自动带出，{}</span>'
OPTIONAL = '<span class="field__optional">选填</span>'
#: Instead of the browser's own words, which are in its language; ``uploads.js`` writes what was chosen.
FILE = '<span class="btn btn-plain">{}选择文件</span><span class="file-pick__name" data-file-names>未选择文件</span>'
PICK = '<span>拖到这里，或<span class="drop__pick">选择文件</span></span>'


def field_markup(
    bound: BoundField,
    kind: str,
    *,
    label: str,
    hint: str,
    source: str,
    errors: Sequence[str],
    control: str = "",
    options: Sequence[Mapping[str, Any]] | None = None,
) -> SafeString:
    """The whole field. ``kind`` is the layout: control, drop, file, check, or options, chips and segmented with ``options``."""
    css = "field field--error" if bound.errors else "field"
    optional = "" if bound.field.required else OPTIONAL
    said = f"{conditional_escape(label)}{optional}{FILLED.format(escape(source)) if source else ''}"
    told, wrong = _hint(bound, hint), _errors(bound, errors)
    if kind == "check":
        tick = f'  <div class="form-check">{control}{_label(bound.id_for_label, label)}</div>\n'
        return mark_safe(f'<div class="{css}">\n{wrong}{tick}{told}</div>\n')
    if options is not None:
        described = bound.aria_describedby
        by = f' aria-describedby="{escape(described)}"' if described else ""
        legend = f'  <legend class="form-label fs-6">{said}</legend>\n'
        drawn = _options(kind, options)
        return mark_safe(
            f'<fieldset class="{css}" id="{bound.auto_id}"{by}>\n{legend}{told}{wrong}{drawn}</fieldset>\n'
        )
    named = f'  <label class="form-label" for="{bound.id_for_label}">{said}</label>\n'
    if kind == "drop":
        control = f'<label class="drop" for="{bound.id_for_label}">{icon_markup("up")}{PICK}{control}</label>'
    if kind == "file":
        control = file_markup(bound.id_for_label, control)
    return mark_safe(f'<div class="{css}">\n{named}{told}{wrong}  {control}\n</div>\n')


def file_markup(target: str, control: str) -> str:
    """A file input with Chinese words: the input itself is hidden from the eye alone."""
    return f'<label class="file-pick" for="{escape(target)}">{control}{file_words_markup()}</label>'


def file_words_markup() -> SafeString:
    """What is seen of a file input: a button, and the name of what was chosen."""
    return mark_safe(FILE.format(icon_markup("up")))


def choice_markup(options: Sequence[Mapping[str, Any]], css: str = "choice") -> str:
    """Short answers side by side, each a button with its mark."""
    items = (
        f'<div class="{css}__item">{each["tag"]}<label for="{each["id"]}">'
        f"{icon_markup(each['icon']) if each['icon'] else ''}{conditional_escape(each['label'])}</label></div>"
        for each in options
    )
    return "".join(items)


def _options(kind: str, options: Sequence[Mapping[str, Any]]) -> str:
    if kind == "segmented":
        return f'  <div class="choice">{choice_markup(options)}</div>\n'
    if kind == "chips":
        return f'  <div class="chips">{choice_markup(options, "chips")}</div>\n'
    return "".join(
        f'  <div class="form-check">{each["tag"]}{_label(each["id"], each["label"])}</div>\n' for each in options
    )


def _label(target: str, label: Any) -> str:
    return f'<label class="form-check-label" for="{target}">{conditional_escape(label)}</label>'


def _hint(bound: BoundField, hint: str) -> str:
    if not hint:
        return ""
    return f'  <div class="form-text" id="{bound.auto_id}_helptext">{conditional_escape(hint)}</div>\n'


def _errors(bound: BoundField, errors: Sequence[str]) -> str:
    if not errors:
        return ""
    lines = "<br>".join(conditional_escape(error) for error in errors)
    mark = icon_markup("bad")
    return f'  <div class="field__error" id="{bound.auto_id}_error">{mark}<span>{lines}</span></div>\n'
