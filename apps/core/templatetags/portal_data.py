"""Components that draw data: progress, phases, funnels, rings, figures, the belt line, the board."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.core import clock
from apps.core.components import drawing, text
from apps.core.components.contracts import ComponentError, known_tone, one_of, pick, rows

from .portal_text import state

register = template.Library()


@register.inclusion_tag("components/phase_bar.html")
def phase_bar(phases, today=None, label: str = "活动阶段") -> dict:
    """``{% phase_bar campaign.phases %}``. Item: name, starts_on, ends_on=None, url="" (mapping or object)."""
    today = today or clock.today()
    return {"phases": drawing.phases_on(rows("phase_bar", phases), today), "today": today, "label": label}


@register.inclusion_tag("components/funnel.html")
def funnel(items, unit: str = "家", note: str = "") -> dict:
    """``{% funnel items %}``. Item: label, value, url="", group="part" ("sum" for 应申报 and 已申报), unit."""
    return {"cells": drawing.funnel_cells(rows("funnel", items), unit), "note": note}


@register.inclusion_tag("components/step_bar.html")
def step_bar(steps, vertical: bool = False, label: str = "进度") -> dict:
    """``{% step_bar steps vertical=True %}``. Item: name, state (done · now · back · todo), note="", url=""."""
    return {"steps": drawing.step_rows(rows("step_bar", steps)), "vertical": vertical, "label": label}


@register.inclusion_tag("components/ring.html")
def ring(value, most, label: str = "", tone: str = "", large: bool = False) -> dict:
    """``{% ring 5 8 %}``: a progress ring.

    :param tone: ok · now · empty; full rings are ok by themselves
    """
    one_of("ring", "tone", tone, ("", "ok", "now"))
    full = bool(most) and value == most
    label = label or f"已完成 {text.number(value)} 项，共 {text.number(most)} 项"
    return {**drawing.ring_parts(value, most), "label": label, "tone": tone or ("ok" if full else ""), "large": large}


@register.simple_tag
def progress(value, most, label: str, tone: str = "", thin: bool = False) -> SafeString:
    """``{% progress 92 268 "已完成 92 家，计划 268 家" %}``. Tone: ok · bad · now · empty."""
    one_of("progress", "tone", tone, ("", "ok", "bad", "now"))
    css = " ".join(filter(None, [f"is-{tone}" if tone else "", "is-thin" if thin else ""]))
    return format_html(
        '<progress class="{}" value="{}" max="{}" aria-label="{}"></progress>', css, value or 0, most or 1, label
    )


@register.simple_tag
def bar_cell(value, most, words: str, label: str, url: str = "") -> SafeString:
    """``{% bar_cell 8 9 "89%" "临桂区名额使用" %}``: a bar and its words inside a table cell."""
    shown = format_html('<a href="{}">{}</a>', url, words) if url else words
    bar = progress(value, most, label)
    return format_html('<div class="bar-cell">{}<span>{}</span></div>', bar, shown)


@register.inclusion_tag("components/figures.html")
def figures(items, label: str = "概况") -> dict:
    """``{% figures items %}``: up to five big numbers. Item: label, value, unit, url="", note="", tone=""."""
    cells = [
        pick("figures", item, ("label", "value", "unit"), url="", note="", tone="") for item in rows("figures", items)
    ]
    return {"cells": [drawing.checked("figures", cell) for cell in cells], "label": label}


@register.inclusion_tag("components/figure_list.html")
def figure_list(items, total: bool = False) -> dict:
    """``{% figure_list items total=True %}``: label left, number right. Item: label, value, unit="", url="", note="",
    tone="", state="".

    :param total: the last row is the sum
    """
    cells = [
        pick("figure_list", item, ("label", "value"), unit="", url="", note="", tone="", state="")
        for item in rows("figure_list", items)
    ]
    return {"cells": cells, "total": total}


@register.inclusion_tag("components/pairs.html")
def pairs(items, two: bool = False) -> dict:
    """``{% pairs items two=True %}``: 登记表式. Item: (label, value) or label, value, source="", url=""."""
    listed = [
        {"label": item[0], "value": item[1]} if isinstance(item, tuple | list) else item
        for item in rows("pairs", items)
    ]
    return {"pairs": [pick("pairs", item, ("label", "value"), source="", url="") for item in listed], "two": two}


@register.inclusion_tag("components/belt_line.html")
def belt_line(stations, label: str = "示范带线路图") -> dict:
    """``{% belt_line stations %}``: 串点成线. Item: name, state (named · open · now · wait), note="", url=""."""
    return {**drawing.belt(rows("belt_line", stations)), "label": label}


@register.simple_tag
def cut_line(colspan: int, words: str) -> SafeString:
    """``{% cut_line 11 "名额线：前 6 名，最低 93.00 分" %}``: a row of the ranked board."""
    return format_html(
        '<tr class="cut-line"><td colspan="{}"><span class="cut-line__mark">{}</span></td></tr>', colspan, words
    )


@register.inclusion_tag("components/score_parts.html")
def score_parts(parts, total, label: str = "总分") -> dict:
    """``{% score_parts parts total %}``: parts that add up. Item: label, value, sign="+" ("+" or "-")."""
    listed = [pick("score_parts", part, ("label", "value"), sign="+") for part in rows("score_parts", parts)]
    for part in listed:
        one_of("score_parts", "sign", part["sign"], ("+", "-"))
    return {"parts": listed, "total": total, "label": label}


@register.simple_tag
def verdict(result: str, tag: bool = True) -> SafeString:
    """``{% verdict response.verdict %}``: met · partly · unmet · not_applicable · unanswered · judged."""
    table = {
        "met": ("ok", "ok", "达标"),
        "partly": ("warn", "warn", "部分达标"),
        "unmet": ("bad", "bad", "不达标"),
        "not_applicable": ("idle", "na", "不适用"),
        "unanswered": ("idle", "todo", "待填"),
        "judged": ("info", "user", "待评"),
    }
    if result not in table:
        raise ComponentError(f"verdict: {result!r} is none of {', '.join(table)}")

    tone, name, words = table[result]
    return state(words, known_tone("verdict", tone), icon=name, tag=tag)
