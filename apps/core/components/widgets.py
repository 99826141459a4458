"""Django's plain widgets drawn by functions: the same markup as its templates, at a tenth of their cost.

A list with a filter draws a hundred options, a section of a self-assessment some fifty inputs. ``DRAWN`` maps the
name of a widget's template to the function; what is not there is rendered by the template.
"""

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

INPUTS = "checkbox date datetime email hidden input number password text time url".split()


def _text(value: Any) -> str:
    """Escaped once; what is safe already stays as it is."""
    return escape(value) if type(value) is str else str(conditional_escape(value))


def _attributes(attrs: Mapping[str, Any]) -> str:
    return "".join(
        f" {name}" if value is True else f' {name}="{_text(value)}"'
        for name, value in attrs.items()
        if value is not False
    )


def _input(widget: Mapping[str, Any]) -> str:
    value = widget["value"]
    shown = "" if value is None else f' value="{_text(value)}"'
    return f'<input type="{widget["type"]}" name="{_text(widget["name"])}"{shown}{_attributes(widget["attrs"])}>'


def _option_input(widget: Mapping[str, Any]) -> str:
    """A radio button or a tick, within its label where the page asks for it."""
    drawn = _input(widget)
    if not widget.get("wrap_label"):
        return drawn
    pk = widget["attrs"].get("id")
    target = f' for="{_text(pk)}"' if pk else ""
    return f"<label{target}>{drawn} {_text(widget['label'])}</label>"


def _textarea(widget: Mapping[str, Any]) -> str:
    value = widget["value"]
    shown = _text(value) if value else ""
    return f'<textarea name="{_text(widget["name"])}"{_attributes(widget["attrs"])}>\n{shown}</textarea>'


def _select(widget: Mapping[str, Any]) -> str:
    parts = [f'<select name="{_text(widget["name"])}"{_attributes(widget["attrs"])}>']
    for group, options, _ in widget["optgroups"]:
        if group:
            parts.append(f'\n  <optgroup label="{_text(group)}">')
        parts += [f"\n  {_option(option)}" for option in options]
        if group:
            parts.append("\n  </optgroup>")
    parts.append("\n</select>")
    return "".join(parts)


def _option(option: Mapping[str, Any]) -> str:
    chosen = _attributes(option["attrs"]) if option["attrs"] else ""
    return f'<option value="{_text(option["value"])}"{chosen}>{_text(option["label"])}</option>'


DRAWN: dict[str, Callable[[Mapping[str, Any]], str]] = {
    **{f"django/forms/widgets/{name}.html": _input for name in INPUTS},
    **{f"django/forms/widgets/{name}_option.html": _option_input for name in ("checkbox", "input", "radio")},
    "django/forms/widgets/select.html": _select,
    "django/forms/widgets/textarea.html": _textarea,
}


def drawn(template_name: str, widget: Mapping[str, Any]) -> SafeString | None:
    """The widget's markup; None where its template draws it."""
    draw = DRAWN.get(template_name)
    return None if draw is None else mark_safe(draw(widget))
