"""The words of a 通报 from its figures: 总体情况, 突出的单位, 存在问题 (点名), 下步要求. Pure."""

from collections.abc import Iterable, Sequence
from html import escape

from apps.core.components.text import date_full

from .queries.bulletin import Line, RoundFigures, Site

ORDINALS = "一二三四"
#: Clauses named as weak, findings named one by one.
WEAK, NAMED = 5, 12


def draft_text(name: str, theme: str, figures: RoundFigures) -> str:
    """The draft as rich text: every sentence says something of this round, and nothing is said where there is nothing."""
    return "".join(
        [
            _p(_opening(name, theme, figures)),
            _h("一、总体情况"),
            *map(_p, _overall(figures)),
            _h("二、做得较好的单位"),
            *_praise(figures),
            _h("三、存在的主要问题"),
            *_problems(figures),
            _h("四、下步工作要求"),
            *map(_p, _demands(figures)),
        ]
    )


def _opening(name: str, theme: str, figures: RoundFigures) -> str:
    first, last = date_full(figures.first), date_full(figures.last)
    days = first if first == last else f"{first}至{last}"
    about = f"围绕“{theme}”，" if theme else ""
    return f"{days}，{about}组织开展了{name}，共检查 {figures.recorded} 个单位。现将有关情况通报如下。"


def _overall(figures: RoundFigures) -> Iterable[str]:
    ways = "、".join(f"{label} {count} 家" for label, count in figures.methods)
    missed = f"，另有 {figures.cancelled} 家取消检查" if figures.cancelled else ""
    yield f"应检查 {figures.planned} 家，已检查 {figures.recorded} 家{missed}。" + (
        f"检查方式为{ways}。" if ways else ""
    )
    if figures.looked_at:
        percent = round(100 * figures.met / figures.looked_at)
        yield f"共核查指标 {figures.looked_at} 项次，达标 {figures.met} 项次，达标率 {percent}%。"
    asked = [clause for clause in figures.clauses if clause.asked]
    if asked:
        seen, met = sum(clause.looked_at for clause in asked), sum(clause.met for clause in asked)
        yield f"另查事项 {seen} 项次，达标 {met} 项次，不达标 {seen - met} 项次。"
    if not figures.findings:
        yield "检查中未发现需要整改的问题。"
        return
    kinds = "、".join(f"{label} {count} 个" for label, count in figures.by_severity)
    yield (
        f"共发现问题 {figures.findings} 个（{kinds}），已销号 {figures.closed} 个，待复查 {figures.waiting} 个，"
        f"整改中 {figures.owed} 个，其中逾期 {len(figures.overdue)} 个。"
    )
    if figures.letters:
        yield f"对整改不力的问题发出督办文书 {figures.letters} 份。"


def _praise(figures: RoundFigures) -> Iterable[str]:
    if not figures.best:
        yield _p("本次检查没有达标率达到 90% 且整改无逾期、问题无重复的单位。")
        return
    prompt = "、整改及时" if any(site.findings for site in figures.best) else ""
    yield _p(f"{_names(figures.best)}工作扎实{prompt}，予以通报表扬。")
    yield _list(
        f"{site.name}：达标率 {site.percent}%，" + (f"发现问题 {site.findings} 个" if site.findings else "未发现问题")
        for site in figures.best
    )


def _problems(figures: RoundFigures) -> Iterable[str]:
    found = [(words, lines) for words, lines in _kinds_of_problems(figures) if lines]
    if not found:
        yield _p("本次检查未发现带普遍性的问题。")
    for number, (words, lines) in enumerate(found):
        lead = f"{ORDINALS[number]}是" if len(found) > 1 else ""
        yield _p(f"{lead}{words}")
        yield _list(lines[:NAMED])
        if len(lines) > NAMED:
            yield _p(f"另有 {len(lines) - NAMED} 个，见整改台账。")


def _kinds_of_problems(figures: RoundFigures) -> Iterable[tuple[str, list[str]]]:
    weak = [clause for clause in figures.clauses if clause.met < clause.looked_at][:WEAK]
    yield (
        "部分检查内容达标率偏低。",
        [f"{each.title}：{each.looked_at} 家中 {each.met} 家达标（{each.percent}%）" for each in weak],
    )
    yield (
        f"个别单位差距较大。{_names(figures.worst)}达标率较低，予以通报批评。",
        [f"{site.name}：达标率 {site.percent}%{_findings_of(site)}" for site in figures.worst],
    )
    yield "整改逾期。以下问题超过期限仍未整改到位，予以通报批评。", _lines(figures.overdue)
    yield "同类问题重复出现。以下问题以往检查已经指出，本次仍然存在。", _lines(figures.repeated)


def _findings_of(site: Site) -> str:
    found = f"，发现问题 {site.findings} 个" if site.findings else ""
    return found + (f"，逾期未整改 {site.late} 个" if site.late else "")


def _lines(lines: Sequence[Line]) -> list[str]:
    return [f"{line.site}：{line.words}" for line in lines]


def _demands(figures: RoundFigures) -> Iterable[str]:
    if not figures.findings:
        yield "（一）保持标准。有关单位继续对照标准抓好日常工作，防止松懈反弹。"
        yield "（二）对照自查。未被检查的单位对照标准开展自查，发现问题及时整改。"
        return
    yield "（一）逐项整改销号。有关单位对照整改通知书逐项落实责任人和完成时间，整改到位后提交佐证材料，由他人复查销号。"
    if figures.overdue:
        yield "（二）限期补课。逾期单位应立即整改并说明原因，上级党组织跟踪督办，仍不整改的逐级发出督办文书直至问责。"
    else:
        yield "（二）举一反三。各单位对照通报的问题开展自查，未被检查的单位一并对照整改。"
    yield "（三）建立长效。对重复出现的问题查找制度原因，完善措施，防止反弹；整改情况纳入下次检查和考核评定。"


def _names(sites: Sequence[Site]) -> str:
    return "、".join(site.name for site in sites)


def _p(words: str) -> str:
    return f"<p>{escape(words, quote=False)}</p>"


def _h(words: str) -> str:
    return f"<h3>{escape(words, quote=False)}</h3>"


def _list(items: Iterable[str]) -> str:
    return "<ul>" + "".join(f"<li>{escape(item, quote=False)}</li>" for item in items) + "</ul>"
