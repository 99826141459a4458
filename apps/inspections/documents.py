"""整改通知书, 督办文书 and 通报 as official documents: one paper each, drawn as a page and written as Word."""

import datetime as dt

from django.utils import timezone

from apps.core import richtext
from apps.core.components.text import date_full
from apps.core.official import Grid, Paper, paragraphs

from .choices import Rung
from .models import Bulletin, Finding, RectificationNotice, SupervisionLetter, Visit

#: Where a finding states no demand of its own.
DEMAND = "对照标准整改到位"
#: What each letter says of itself.
RUNG_TITLES = {
    Rung.URGE: "督办通知",
    Rung.GUIDE: "督查指导通知",
    Rung.REMIND: "提醒函",
    Rung.ADMONISH: "告诫书",
    Rung.ACCOUNT: "问责建议书",
}
RUNG_WORDS = {
    Rung.URGE: "现予督办。",
    Rung.GUIDE: "经督办仍未整改到位，现派员督查指导，请做好配合。",
    Rung.REMIND: "经督查指导仍未整改到位，现对党组织主要负责人予以提醒。",
    Rung.ADMONISH: "经提醒仍未整改到位，现予告诫，并抄送上级党组织。",
    Rung.ACCOUNT: "经告诫仍未整改到位，现按程序提出问责建议，抄送上级党组织。",
}


def notice_paper(notice: RectificationNotice) -> Paper:
    """The findings of the visit as a numbered list with demand and deadline, and the receipt to sign."""
    findings = findings_of(notice)
    opening = notice_opening(notice, len(findings))
    rows = tuple(
        (
            str(number),
            finding.description + (f"（{finding.criterion.title}）" if finding.criterion else ""),
            finding.get_severity_display() + _marks(finding),
            finding.demand or DEMAND,
            _day(finding.due_on, notice.issued_on),
        )
        for number, finding in enumerate(findings, 1)
    )
    return Paper(
        title="整改通知书",
        number=notice.number,
        addressed=notice.visit.organization.name,
        blocks=paragraphs(opening, *notice.text.splitlines()),
        grid=Grid(("序号", "存在问题", "程度", "整改要求", "整改期限"), rows, (12, 56, 20, 40, 28)),
        signer=notice.issuer.name,
        day=date_full(notice.issued_on),
        receipt=(_receipt(notice),),
    )


def findings_of(notice: RectificationNotice) -> list[Finding]:
    """What the notice tells, in the order in which it is due."""
    return list(notice.findings.select_related("criterion").order_by("due_on", "pk"))


def notice_opening(notice: RectificationNotice, count: int) -> str:
    """Who came when, and how much was found."""
    visit = notice.visit
    return (
        f"{date_full(seen_on(visit))}，{visit.round.organization.name}在“{visit.round.name}”中对你单位进行了检查，"
        f"发现问题 {count} 个，现通知你单位限期整改。"
    )


def seen_on(visit: Visit) -> dt.date:
    """The day on which the record came in; before that the planned one."""
    return timezone.localtime(visit.recorded_at).date() if visit.recorded_at else visit.scheduled_on


def _day(day: dt.date, issued_on: dt.date) -> str:
    """Short in the table, with the year where it is another one."""
    return f"{day.month}月{day.day}日" if day.year == issued_on.year else date_full(day)


def marks_of(finding: Finding) -> str:
    """立行立改、重点督办、重复问题, as far as they are set."""
    marks = (("at_once", "立行立改"), ("key", "重点督办"), ("repeats_id", "重复问题"))
    return "、".join(label for name, label in marks if getattr(finding, name))


def _marks(finding: Finding) -> str:
    words = marks_of(finding)
    return f"（{words}）" if words else ""


def _receipt(notice: RectificationNotice) -> str:
    if notice.received_by is None or notice.received_at is None:
        return "签收人：　　　　　　　　签收日期：　　　年　　月　　日"
    return f"签收人：{notice.received_by.name}　　签收日期：{date_full(notice.received_at)}"


def letter_paper(letter: SupervisionLetter) -> Paper:
    """One letter of the escalation with what it is about and what went before."""
    finding = letter.finding
    earlier = "、".join(f"{each.get_rung_display()}（{each.number}）" for each in letters_before(letter))
    return Paper(
        title=RUNG_TITLES[Rung(letter.rung)],
        number=letter.number,
        addressed=finding.organization.name,
        blocks=paragraphs(
            letter_opening(letter),
            f"此前已发出：{earlier}。" if earlier else "",
            *letter.text.splitlines(),
            f"请于{date_full(letter.due_on)}前将整改情况通过平台答复。",
        ),
        signer=letter.issuer.name,
        day=date_full(letter.issued_at),
    )


def letters_before(letter: SupervisionLetter) -> list[SupervisionLetter]:
    return list(letter.finding.letters.filter(issued_at__lt=letter.issued_at).order_by("issued_at"))


def letter_opening(letter: SupervisionLetter) -> str:
    """What the letter is about, and what is done now."""
    finding = letter.finding
    return (
        f"在“{finding.visit.round.name}”检查中，发现你单位存在“{finding.description}”的问题，"
        f"整改期限为{date_full(finding.due_on)}，至今未整改到位。{RUNG_WORDS[Rung(letter.rung)]}"
    )


def bulletin_paper(bulletin: Bulletin) -> Paper:
    """The bulletin as it stands."""
    return Paper(
        title=bulletin.title,
        number=bulletin.number,
        addressed="各有关党组织",
        blocks=tuple(richtext.blocks_of(bulletin.text)),
        signer=bulletin.round.organization.name,
        day=date_full(bulletin.issued_at) if bulletin.issued_at else "",
    )
