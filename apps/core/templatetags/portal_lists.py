"""Components of pages and lists: panels, tasks, files, timelines, navigation, paging, notices."""

from django import template
from django.core.paginator import Page
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.core.components import text
from apps.core.components.contracts import ComponentError, known_icon, known_tone, pick, rows
from apps.core.components.drawing import checked
from apps.core.official import Paper

from .portal_text import icon

register = template.Library()
FILE_ICONS = {
    "pdf": "pdf", "doc": "doc", "docx": "doc", "wps": "doc", "txt": "doc", "xls": "sheet", "xlsx": "sheet", "et": "sheet", "csv": "sheet",
    "ppt": "doc", "pptx": "doc", "dps": "doc", "jpg": "image", "jpeg": "image", "png": "image", "gif": "image", "webp": "image", "heic": "image", "bmp": "image",
    "zip": "zip", "rar": "zip", "7z": "zip", "mp4": "video", "mov": "video",
}  # fmt: skip
NOTICE_ICONS = {"info": "info", "ok": "ok", "warn": "warn", "bad": "bad", "idle": "off"}


@register.simple_block_tag
def panel(content: str, title: str, note: str = "", link: str = "", url: str = "", css: str = "") -> SafeString:
    """``{% panel "待我审核" link="全部 12 件" url=u %}…{% endpanel %}``: a white sheet with a heading."""
    end = ""
    if link:
        end = format_html('<a href="{}">{}</a>', url, link)
    elif note:
        end = format_html('<span class="muted small">{}</span>', note)
    head = format_html('<div class="panel__head"><h2>{}</h2>{}</div>', title, end)
    return format_html('<section class="panel {}" aria-label="{}">{}{}</section>', css, title, head, content)


@register.simple_tag
def notice(tone: str, words: str, icon_name: str = "") -> SafeString:
    """``{% notice "warn" "一句话" %}``: one sentence; tone info · ok · warn · bad · idle."""
    return _notice(tone, words, icon_name)


@register.simple_block_tag
def notice_block(content: str, tone: str, icon_name: str = "") -> SafeString:
    """``{% notice_block "warn" %}…{% endnotice_block %}``: a notice that holds markup."""
    return _notice(tone, content, icon_name)


def _notice(tone: str, content: str, icon_name: str) -> SafeString:
    known_tone("notice", tone)
    if tone not in NOTICE_ICONS:
        raise ComponentError(f"notice: tone {tone!r} is none of {', '.join(NOTICE_ICONS)}")
    mark = icon(icon_name or ("info" if tone == "idle" else NOTICE_ICONS[tone]))
    return format_html('<div class="notice notice--{}">{}<div>{}</div></div>', tone, mark, content)


@register.inclusion_tag("components/empty.html")
def empty(title: str, words: str = "", action: str = "", url: str = "", icon_name: str = "inbox") -> dict:
    """``{% empty "没有待办" "下一个期限是…" action="查看活动日程" url=u %}``: says what to do next."""
    if bool(action) != bool(url):
        raise ComponentError("empty: action and url go together")
    return {"title": title, "words": words, "action": action, "url": url, "icon_name": known_icon(icon_name)}


@register.inclusion_tag("components/todo_list.html")
def todo_list(items, large: bool = False) -> dict:
    """``{% todo_list items large=True %}``.

    Item: title, url, due=None, done=False, note="", aside="" (muted, right), action="" and action_url="" (a button, large only),
    primary=False. The secretary's list is ``large``; the office's queue is not.
    """
    known = {"due": None, "done": False, "note": "", "aside": "", "action": "", "action_url": "", "primary": False}
    return {
        "items": [pick("todo_list", item, ("title", "url"), **known) for item in rows("todo_list", items)],
        "large": large,
    }


@register.inclusion_tag("components/timeline.html")
def timeline(entries) -> dict:
    """``{% timeline entries %}``, newest first. Entry: title, at=None, actor="", text="", meta="", now=False."""
    known = {"at": None, "actor": "", "text": "", "meta": "", "now": False}
    return {"entries": [pick("timeline", entry, ("title",), **known) for entry in rows("timeline", entries)]}


@register.inclusion_tag("components/file_list.html")
def file_list(files, nothing: str = "没有文件") -> dict:
    """``{% file_list files %}``. Item: name, url="", size=None (bytes), note="", tone="", state="", remove_url="", preview_url=""."""
    known = {"url": "", "size": None, "note": "", "tone": "", "state": "", "remove_url": "", "preview_url": ""}
    listed = [checked("file_list", pick("file_list", item, ("name",), **known)) for item in rows("file_list", files)]
    for item in listed:
        item["icon"] = FILE_ICONS.get(item["name"].rsplit(".", 1)[-1].lower(), "file")
    return {"files": listed, "nothing": nothing}


@register.inclusion_tag("components/file_link.html")
def file_link(use) -> dict:
    """``{% file_link use %}``: a use of a stored file with its small picture or icon; opens the preview in place."""
    ending = use.name.rsplit(".", 1)[-1].lower()
    return {"use": use, "icon": FILE_ICONS.get(ending, "file")}


@register.inclusion_tag("components/paper.html")
def paper(paper) -> dict:
    """``{% paper paper %}``: an official document (``core.official.Paper``) as it is printed."""
    if not isinstance(paper, Paper):
        raise ComponentError(f"paper: needs a Paper, got {type(paper).__name__}")
    return {"paper": paper}


@register.inclusion_tag("components/breadcrumb.html")
def breadcrumb(*items) -> dict:
    """``{% breadcrumb "审核" review_url campaign.name campaign_url "漓岸红链" %}``: label, url, …, the last label has no url."""
    if len(items) % 2 == 0:
        raise ComponentError("breadcrumb: label and url in turn, and the current page's label last")
    trail = [{"label": items[at], "url": items[at + 1]} for at in range(0, len(items) - 1, 2)]
    return {"trail": trail, "current": items[-1]}


@register.inclusion_tag("components/tabs.html")
def tabs(items, label: str) -> dict:
    """``{% tabs items "活动分区" %}``. Item: label, url, active=False, count=None."""
    return {
        "tabs": [pick("tabs", item, ("label", "url"), active=False, count=None) for item in rows("tabs", items)],
        "label": label,
    }


@register.inclusion_tag("components/pager.html", takes_context=True)
def pager(context, page: Page, unit: str = "条", param: str = "page") -> dict:
    """``{% pager page_obj "家" %}``: total, range and page links; other query parameters stay."""
    if not isinstance(page, Page):
        raise ComponentError(f"pager: needs a Page, got {type(page).__name__}")
    links = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    numbers = [
        {"label": n, "url": _query(context, param, n) if isinstance(n, int) else "", "now": n == page.number}
        for n in links
    ]
    return {
        "page": page, "unit": unit, "numbers": numbers, "total": text.number(page.paginator.count),
        "previous": _query(context, param, page.number - 1), "following": _query(context, param, page.number + 1),
    }  # fmt: skip


@register.simple_tag(takes_context=True)
def sort_header(context, column: str, title: str, num: bool = False) -> SafeString:
    """``{% sort_header "name" "单位" %}``: a ``<th>`` that sorts by ``?sort=name`` / ``?sort=-name``."""
    request = context.get("request")
    now = request.GET.get("sort", "") if request else ""
    sorted_, name, following = {
        column: ("ascending", "sort-up", f"-{column}"),
        f"-{column}": ("descending", "sort-down", column),
    }.get(now, ("none", "sort", column))
    url = _query(context, "sort", following)
    css = "num" if num else ""
    return format_html(
        '<th scope="col" class="sort {}" aria-sort="{}"><a href="{}">{}{}</a></th>',
        css,
        sorted_,
        url,
        title,
        icon(name),
    )


def _query(context, key: str, value: object) -> str:
    """Return the query string of the current page with one parameter changed; changing anything but the page starts at page one."""
    request = context.get("request")
    query = request.GET.copy() if request else None
    if query is None:
        return f"?{key}={value}"
    if key == "sort":
        query.pop("page", None)
    query[key] = str(value)
    return f"?{query.urlencode()}"
