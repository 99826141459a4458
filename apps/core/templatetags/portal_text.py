"""Inline components: icons, states, deadlines, numbers, dates."""

from django import template
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from apps.core import richtext
from apps.core.components import text
from apps.core.components.contracts import TONE_ICONS, ComponentError, known_tone
from apps.core.components.marks import icon_markup

register = template.Library()

register.filter("date_cn", text.date_cn)
register.filter("date_short", text.date_short)
register.filter("date_full", text.date_full)
register.filter("month_cn", text.month_cn)
register.filter("time_cn", text.time_cn)
register.filter("datetime_cn", text.datetime_cn)
register.filter("score", text.score)
register.filter("num", text.number)
register.filter("percent", text.percent)
register.filter("file_size", text.file_size)
register.filter("richtext", lambda value: SafeString(richtext.clean(value or "")))
register.simple_tag(text.date_range, name="date_range")
register.simple_tag(text.share, name="share")


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """``{% icon "down" %}``: an icon from the sprite; with ``label`` it speaks, without it is decoration."""
    return icon_markup(name, label)


@register.simple_tag
def state(label: str, tone: str, icon: str = "", tag: bool = False) -> SafeString:
    """``{% state application.status_label "info" %}``: colour, icon and word together.

    :param tone: ok · warn · bad · info · idle · gold
    :param icon: another icon than the tone's own
    :param tag: tinted ground, beside headings; plain in tables
    """
    known_tone("state", tone)
    if label in ("", None):
        raise ComponentError("state: the label is empty; a colour alone is no state")
    css = " state--tag" if tag else ""
    return format_html('<span class="state state--{}{}">{}{}</span>', tone, css, _icon(icon or TONE_ICONS[tone]), label)


@register.simple_tag
def due(when, done: bool = False, tag: bool = False, show_date: bool = False) -> SafeString:
    """``{% due item.due_on %}``: 还剩 3 天 · 今天到期 · 已逾期 2 天 · 已办结.

    :param when: date, datetime or None (a dash)
    :param show_date: add the day itself: 还剩 3 天，11月26日截止
    """
    if when == "":
        raise ComponentError("due: the date is not there (undefined variable?)")
    if when is None:
        return format_html('<span class="muted">{}</span>', text.NOTHING)
    tone, name, words = text.due_words(when, done=done)
    if show_date:
        words = f"{words}，{text.date_short(when)}截止"
    css = " state--tag" if tag else ""
    return format_html('<span class="state state--{}{}">{}{}</span>', tone, css, _icon(name), words)


@register.simple_tag
def number(value, unit: str, url: str = "", strong: bool = False) -> SafeString:
    """``{% number 1286 "家" url %}``: a figure with its unit, a link to the rows that it counts; zero is muted and no link."""
    shown = text.number(value)
    css = "strong" if strong else ""
    if not url or not value:
        zero = "" if value else " is-zero"
        return format_html('<span class="nowrap{}"><span class="{}">{}</span> {}</span>', zero, css, shown, unit)
    return format_html('<span class="nowrap"><a class="{}" href="{}">{}</a> {}</span>', css, url, shown, unit)


@register.simple_tag
def stars(count: int | None, most: int = 5) -> SafeString:
    """``{% stars organization.stars %}``: gold stars; none reads 未评星."""
    count = int(count or 0)
    if not 0 <= count <= most:
        raise ComponentError(f"stars: {count} is not between 0 and {most}")
    label = f"{count} 星" if count else "未评星"
    url = f"{static('img/icons.svg')}#star"
    each = '<svg class="icon{}" aria-hidden="true"><use href="{}"/></svg>'
    drawn = format_html_join("", each, [(" is-on" if place < count else "", url) for place in range(most)])
    return format_html('<span class="stars" role="img" aria-label="{}">{}</span>', label, drawn)


@register.simple_tag
def saved(at=None, words: str = "") -> SafeString:
    """``{% saved draft.saved_at %}``: 已保存 10:32, a live region that ``autosave.js`` keeps up to date."""
    shown = words or (f"已保存 {text.moment_cn(at)}" if at else "")
    mark = _icon("ok") if shown else ""
    return format_html(
        '<span class="saved" data-saved role="status" aria-live="polite" data-icons="{}">{}{}</span>',
        static("img/icons.svg"),
        mark,
        shown,
    )


@register.simple_tag
def presence(url: str) -> SafeString:
    """``{% presence save_url %}``: who else has the form open, told by ``presence.js``; empty while nobody has."""
    if not url:
        raise ComponentError("presence: needs the address of the heartbeat")
    return format_html('<p class="present no-print" data-presence="{}" role="status" hidden></p>', url)


def _icon(name: str) -> SafeString:
    return icon(name)
