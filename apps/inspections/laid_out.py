"""The papers of inspections as Word: by the office's own layout where there is one, else by ours."""

from collections.abc import Callable
from typing import Any

from django.utils.timezone import localtime

from apps.core.components.text import date_full, datetime_cn, time_cn
from apps.core.layouts import fill_layout
from apps.core.models import FileUse
from apps.core.official import Paper, word_of
from apps.organizations.models import Organization

from . import documents, queries
from .choices import FindingStatus, Method, ResultVerdict, Rung, VisitStatus
from .layout_kinds import BULLETIN, KINDS, LETTER, NOTICE, RECORD
from .models import Bulletin, Finding, RectificationNotice, SupervisionLetter, Visit
from .queries.layouts import layout_for
from .queries.visits import Section

Values = dict[str, Any]
#: What docxtpl turns into a new paragraph like the one it stands in.
NEW_PARAGRAPH = "\a"


def notice_word(notice: RectificationNotice) -> bytes:
    """整改通知书 as docx.

    Raises:
        TemplateProblem: the office's layout can no longer be filled; so do the others below.
    """
    return _word(NOTICE, notice.issuer, lambda: notice_values(notice), lambda: documents.notice_paper(notice))


def letter_word(letter: SupervisionLetter) -> bytes:
    """One letter of the escalation as docx."""
    return _word(LETTER, letter.issuer, lambda: letter_values(letter), lambda: documents.letter_paper(letter))


def bulletin_word(bulletin: Bulletin) -> bytes:
    """通报 as docx."""
    organization = bulletin.round.organization
    return _word(BULLETIN, organization, lambda: bulletin_values(bulletin), lambda: documents.bulletin_paper(bulletin))


def record_word(visit: Visit, sections: list[Section], findings: list[Finding]) -> bytes:
    """检查记录 as docx.

    Args:
        visit: with ``told_talks`` and ``told_checks`` of :func:`queries.told_in`.
    """
    return _word(RECORD, visit.round.organization, lambda: record_values(visit, sections, findings))


def _word(
    kind: str, organization: Organization, values: Callable[[], Values], paper: Callable[[], Paper] | None = None
) -> bytes:
    use = layout_for(kind, organization.path)
    if use is None and paper is not None:
        return word_of(paper())
    return fill_layout(content_of(use) if use else KINDS[kind].default_layout(), values(), KINDS[kind].words)


def content_of(use: FileUse) -> bytes:
    """The bytes of a kept layout."""
    with use.file.file.open("rb") as stored:
        return bytes(stored.read())


def notice_values(notice: RectificationNotice) -> Values:
    visit, findings = notice.visit, documents.findings_of(notice)
    received = notice.received_at if notice.received_by else None
    return {
        "文号": notice.number,
        "单位": visit.organization.name,
        "批次": visit.round.name,
        "组织单位": visit.round.organization.name,
        "检查日期": date_full(documents.seen_on(visit)),
        "问题数": str(len(findings)),
        "正文": documents.notice_opening(notice, len(findings)),
        "要求": _paragraphs(notice.text),
        "发文单位": notice.issuer.name,
        "印发日期": date_full(notice.issued_on),
        "签收人": notice.received_by.name if notice.received_by else "",
        "签收日期": date_full(received) if received else "",
        "问题表": [_finding(number, finding) for number, finding in enumerate(findings, 1)],
    }


def letter_values(letter: SupervisionLetter) -> Values:
    finding, rung, before = letter.finding, Rung(letter.rung), documents.letters_before(letter)
    return {
        "标题": documents.RUNG_TITLES[rung],
        "文种": rung.label,
        "文号": letter.number,
        "单位": finding.organization.name,
        "批次": finding.visit.round.name,
        "问题": finding.description,
        "整改期限": date_full(finding.due_on),
        "正文": documents.letter_opening(letter),
        "要求": _paragraphs(letter.text),
        "此前文书": "、".join(f"{each.get_rung_display()}（{each.number}）" for each in before),
        "答复期限": date_full(letter.due_on),
        "发文单位": letter.issuer.name,
        "印发日期": date_full(letter.issued_at),
        "此前文书表": [
            {
                "序号": str(number),
                "文书": documents.RUNG_TITLES[Rung(each.rung)],
                "文号": each.number,
                "印发日期": date_full(each.issued_at),
            }
            for number, each in enumerate(before, 1)
        ],
    }


def bulletin_values(bulletin: Bulletin) -> Values:
    round_ = bulletin.round
    recorded = round_.visits.filter(status=VisitStatus.RECORDED).with_counts()
    visits = list(recorded.select_related("organization"))
    return {
        "标题": bulletin.title,
        "文号": bulletin.number,
        "批次": round_.name,
        "主题": round_.theme,
        "开始日期": date_full(round_.starts_on),
        "结束日期": date_full(round_.ends_on),
        "已检查": str(len(visits)),
        "正文": bulletin.text,
        "发文单位": round_.organization.name,
        "印发日期": date_full(bulletin.issued_at) if bulletin.issued_at else "",
        "单位表": [
            {
                "序号": str(number),
                "单位": visit.organization.name,
                "检查日期": date_full(documents.seen_on(visit)),
                "问题数": str(visit.finding_count),
                "未销号": str(visit.unresolved_count),
            }
            for number, visit in enumerate(visits, 1)
        ],
    }


def record_values(visit: Any, sections: list[Section], findings: list[Finding]) -> Values:
    return {
        "单位": visit.organization.name,
        "批次": visit.round.name,
        "组织单位": visit.round.organization.name,
        "计划日期": date_full(visit.scheduled_on),
        "检查时间": _when(visit),
        "检查组": visit.team_words,
        "检查方式": "、".join(visit.method_labels),
        "陪同人员": visit.counterpart,
        "总体评价": _paragraphs(visit.summary),
        "亮点": _paragraphs(visit.highlights),
        "提交人": visit.recorded_by.name if visit.recorded_by else "",
        "提交日期": date_full(visit.recorded_at) if visit.recorded_at else "",
        "指标表": _clauses(sections),
        "事项表": [
            {
                "序号": str(number),
                "检查内容": row["title"],
                "结论": ResultVerdict(row["verdict"]).label,
                "说明": row["note"],
            }
            for number, row in enumerate(visit.told_checks, 1)
        ],
        "座谈表": [
            {
                "序号": str(number),
                "方式": Method(row["method"]).label,
                "对象": row["counterpart"],
                "情况": row["summary"],
            }
            for number, row in enumerate(visit.told_talks, 1)
        ],
        "问题表": [
            _finding(number, row) | {"状态": FindingStatus(row.status).label} for number, row in enumerate(findings, 1)
        ],
    }


def _clauses(sections: list[Section]) -> list[Values]:
    found = [(section, clause) for section in sections for clause in section.clauses if clause.result is not None]
    return [
        {
            "序号": str(number),
            "部分": section.title,
            "指标": clause.criterion.title,
            "申报值": clause.claimed,
            "核实值": clause.verified,
            "结论": clause.result.get_verdict_display() if clause.result else "",
            "说明": clause.result.note if clause.result else "",
        }
        for number, (section, clause) in enumerate(found, 1)
    ]


def _finding(number: int, finding: Finding) -> Values:
    return {
        "序号": str(number),
        "问题": finding.description,
        "指标": finding.criterion.title if finding.criterion else "",
        "程度": finding.get_severity_display(),
        "标记": documents.marks_of(finding),
        "整改要求": finding.demand or documents.DEMAND,
        "整改期限": date_full(finding.due_on),
    }


def _when(visit: Visit) -> str:
    if visit.started_at is None:
        return ""
    begun = f"{date_full(localtime(visit.started_at))} {time_cn(visit.started_at)}"
    if visit.ended_at is None:
        return f"{begun}起"
    same = localtime(visit.started_at).date() == localtime(visit.ended_at).date()
    return f"{begun}—{time_cn(visit.ended_at) if same else datetime_cn(visit.ended_at)}"


def _paragraphs(text: str) -> str:
    return NEW_PARAGRAPH.join(line for line in text.splitlines() if line.strip())


def values_to_try(kind: str, organization: Organization) -> Values:
    """What the newest paper of the organization says, so that a layout is tried with real words; else sample words."""
    return _newest(kind, organization) or KINDS[kind].words.sample()


def _newest(kind: str, organization: Organization) -> Values | None:
    own = {"round__organization": organization}
    if kind == NOTICE:
        notice = RectificationNotice.objects.filter(issuer=organization).order_by("-pk").first()
        return notice_values(notice) if notice else None
    if kind == LETTER:
        letter = SupervisionLetter.objects.filter(issuer=organization).order_by("-pk").first()
        return letter_values(letter) if letter else None
    if kind == BULLETIN:
        bulletin = Bulletin.objects.filter(**own).order_by("-pk").first()
        return bulletin_values(bulletin) if bulletin else None
    rows = Visit.objects.filter(**own, status=VisitStatus.RECORDED).order_by("-recorded_at")
    visit = queries.told_in(rows).first()
    return record_values(visit, *queries.record_of(visit)) if visit else None
