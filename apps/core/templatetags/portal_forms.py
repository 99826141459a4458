"""Components of forms: fields, error summary, filters, buttons that ask first, uploads."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.conf import settings
from django.forms import BaseForm, BoundField
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.core.components import forms
from apps.core.components.contracts import ComponentError, known_icon, one_of, pick, rows
from apps.core.components.groups import file_words_markup
from apps.core.contents import ACCEPTED

from .portal_text import icon

register = template.Library()
BUTTONS = {"primary": "btn-primary", "plain": "btn-plain", "link": "btn-link"}


@register.simple_tag
def field(bound: BoundField, source: str = "", label: str = "", hint: str | None = "") -> SafeString:
    """``{% field form.name source="组织档案 11月1日" %}``: label, hint, error with remedy, control.

    :param source: where a prefilled value comes from; shown as 自动带出，…
    :param hint: instead of the field's help text; ``None`` for none
    """
    return forms.render_field(_bound("field", bound), source=source, label=label, hint=hint)


@register.simple_tag
def control(bound: BoundField) -> SafeString:
    """``{% control form.name %}``: the bare control; the caller writes the label."""
    return forms.control(_bound("control", bound))


@register.simple_tag
def file_words() -> SafeString:
    """``<label class="file-pick"><input class="visually-hidden" type="file">{% file_words %}</label>``: our words for it."""
    return file_words_markup()


def _bound(component: str, bound: object) -> BoundField:
    if not isinstance(bound, BoundField):
        raise ComponentError(f"{component}: needs a field of a form, got {type(bound).__name__}")
    return bound


@register.inclusion_tag("components/forms/errors.html")
def form_errors(*bound_forms, focus: bool = True) -> dict:
    """``{% form_errors form other_form %}``: what must be mended, each a link to its field; empty when nothing is wrong."""
    for form in bound_forms:
        if not isinstance(form, BaseForm):
            raise ComponentError(f"form_errors: needs forms, got {type(form).__name__}")
    errors = forms.summary(bound_forms)
    return {"errors": errors, "fields": any(error["target"] for error in errors), "focus": focus}


@register.inclusion_tag("components/forms/missing.html")
def missing_list(items, title: str = "提交前还差") -> dict:
    """``{% missing_list items %}``: one list of what is missing. Item: label, url."""
    return {
        "items": [pick("missing_list", item, ("label", "url")) for item in rows("missing_list", items)],
        "title": title,
    }


@register.inclusion_tag("components/filter_bar.html")
def filter_bar(
    form: BaseForm, total: str = "", export_url: str = "", clear_url: str = "?", more: Sequence[str] = ()
) -> dict:
    """``{% filter_bar form total="共 286 家" export_url=u %}``: a GET form above a list; the export takes the same rows.

    ``more`` names the fields that stand folded until one of them is used.
    """
    if not isinstance(form, BaseForm):
        raise ComponentError(f"filter_bar: needs a form, got {type(form).__name__}")
    controls: list[dict[str, Any]] = [
        {
            "bound": bound,
            "control": "" if isinstance(bound.field.widget, forms.Chips) else forms.control(bound),
            "chips": forms.choices(bound) if isinstance(bound.field.widget, forms.Chips) else [],
            "error": bound.errors[0] if bound.errors else "",
        }
        for bound in form.visible_fields()
    ]
    narrowing = [name for name in form.fields if form.is_bound and _narrows(form, name)]
    return {
        "form": form,
        "controls": [item for item in controls if item["bound"].name not in more],
        "folded": [item for item in controls if item["bound"].name in more],
        "unfolded": any(name in more for name in narrowing),
        "total": total,
        "export_url": export_url,
        "clear_url": clear_url,
        "used": bool(narrowing),
    }


def _narrows(form: BaseForm, name: str) -> bool:
    """Whether something else than what the field starts with was asked for."""
    value = form[name].data
    return bool(form.data.get(name)) and not (
        isinstance(value, list) and value == list(form.fields[name].initial or ())
    )


@register.simple_block_tag
def toolbar(content: str, end: str = "") -> SafeString:
    """``{% toolbar %}…{% endtoolbar %}``: a row of controls above a table; ``end`` sits at the right."""
    tail = format_html('<div class="toolbar__end">{}</div>', end) if end else ""
    return format_html('<div class="toolbar">{}{}</div>', content, tail)


@register.inclusion_tag("components/search_field.html", takes_context=True)
def search_field(context, label: str, param: str = "q", hint: str = "") -> dict:
    """``{% search_field "单位名称、拼音首字母或编码" %}``: a search form by GET; other parameters stay."""
    request = context.get("request")
    query = request.GET if request else QueryDict()
    kept = [(key, value) for key, values in query.lists() for value in values if key not in (param, "page")]
    return {"label": label, "param": param, "hint": hint, "value": query.get(param, ""), "kept": kept}


@register.inclusion_tag("components/confirm_button.html", takes_context=True)
def confirm_button(
    context,
    label: str,
    url: str,
    title: str,
    words: str = "",
    kind: str = "plain",
    reason: str = "",
    most: int = 500,
    icon_name: str = "",
    name: str = "",
    value: str = "",
    inside_form: bool = False,
) -> dict:
    """``{% confirm_button "退回 12 件" url title="退回 12 件申报" words="12 个单位将收到通知。" reason="理由（必填）" %}``.

    A POST form with one button; a dialog says what will happen before it does.

    :param kind: primary · plain · link
    :param reason: label of a required text that is posted as ``reason``
    :param most: letters of it, as many as the service takes
    :param name: name of one value to post along (with ``value``)
    :param inside_form: draw only the button, which sends the form around it to ``url`` (forms may not be nested)
    """
    one_of("confirm_button", "kind", kind, BUTTONS)
    if icon_name:
        known_icon(icon_name)
    return {
        "label": label, "url": url, "title": title, "words": words, "css": BUTTONS[kind], "reason": reason, "most": most,
        "icon_name": icon_name, "name": name, "value": value, "inside_form": inside_form, "csrf_token": context.get("csrf_token"),
    }  # fmt: skip


@register.simple_tag
def link_button(label: str, url: str, kind: str = "plain", icon_name: str = "", key: str = "") -> SafeString:
    """``{% link_button "导出" url icon_name="down" %}``: a link that looks like a button; ``key`` is a shortcut letter."""
    one_of("link_button", "kind", kind, BUTTONS)
    mark = icon(icon_name) if icon_name else ""
    shortcut = format_html(' data-key="{}"', key) if key else ""
    return format_html('<a class="btn {}" href="{}"{}>{}{}</a>', BUTTONS[kind], url, shortcut, mark, label)


@register.inclusion_tag("components/upload.html")
def upload(
    url: str,
    name: str = "file",
    label: str = "添加文件",
    hint: str = "",
    accept: str = ACCEPTED,
    multiple: bool = True,
    target: str = "",
) -> dict:
    """``{% upload url label="佐证材料" target="#files" %}``: drag, paste, choose or photograph, with progress.

    ``uploads.js`` posts each file alone to ``url`` under ``name``, large ones in pieces before; the answer is JSON
    {name, url, size, note} or an error {message}; with ``target``, an HTML answer replaces that element instead.
    """
    most = settings.PORTAL_FILE_BYTES
    hint = hint or f"图片、PDF、Word、Excel、PPT（含 WPS）和 MP4 视频，每个不超过 {most // (1024 * 1024)} MB"
    return {
        "url": url, "name": name, "label": label, "hint": hint, "accept": accept, "multiple": multiple,
        "target": target, "most": most,
    }  # fmt: skip
