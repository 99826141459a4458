"""Who may do what from a finding to its end: notice, plan, requests, letters, the round's bulletin."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from apps.accounts.choices import Role
from apps.core import clock
from apps.core.verdicts import Verdict, allow, refuse
from apps.organizations.access import acting_as, scope_of

from .choices import OWED, UNRESOLVED, BulletinStatus, RequestKind, RequestStatus, RoundStatus, Rung, VisitStatus
from .deadlines import MOST_EXTENSIONS, SENT_BACK_TIMES
from .rules import for_inspected

if TYPE_CHECKING:
    from .models import Bulletin, Finding, FindingRequest, RectificationNotice, Round, SupervisionLetter, Visit

LADDER = list(Rung)


def runs_round(user: Any, round: "Round") -> Verdict:
    """The office that runs the round, or one above it."""
    acting = acting_as(user, Role.OFFICE, round.organization_path)
    return allow(acting) if acting else refuse(f"请由组织督查的{round.organization.short_name}党建办办理。")


def follows(user: Any, finding: "Finding") -> Verdict:
    """The same office, as long as it is not the site's own."""
    if any(m.organization_id == finding.organization_id for m in scope_of(user).memberships):
        return refuse("整改单位的人员不能办理，请由组织督查的党建办办理。")
    return runs_round(user, finding.visit.round)


def can_issue_notice(user: Any, visit: "Visit") -> Verdict:
    """Of a visit that was handed in, with findings that no notice has told."""
    verdict = runs_round(user, visit.round)
    if not verdict:
        return verdict
    if visit.status != VisitStatus.RECORDED:
        return refuse("检查记录提交后才能下达整改通知书。")
    if not visit.findings.live().filter(notice=None).exists():
        return refuse("没有需要下达通知书的问题。")
    return verdict


def can_sign_notice(user: Any, notice: "RectificationNotice") -> Verdict:
    acting = for_inspected(user, notice.visit)
    if acting is None:  # what is open of a merged committee went to its survivor, which may have a visit of its own
        heir = notice.findings.exclude(organization=notice.visit.organization_id).first()
        acting = for_inspected(user, heir) if heir else None
    return allow(acting) if acting else refuse("请由整改单位书记签收，党（工）委的由其党建办签收。")


def can_plan(user: Any, finding: "Finding") -> Verdict:
    """The site, until it answers."""
    verdict = _site(user, finding)
    if verdict and finding.status not in OWED:
        return refuse("已提交整改情况，方案不能再改。")
    return verdict


def can_ask(user: Any, finding: "Finding", kind: str) -> Verdict:
    """More time or a dispute: in time, one at a time, extensions twice, a dispute once."""
    verdict = can_plan(user, finding)
    if not verdict:
        return verdict
    earlier = [request for request in finding.requests.all() if request.kind == kind]
    if any(request.status == RequestStatus.WAITING for request in earlier):
        return refuse("已有一份申请待答复。")
    if finding.due_on < clock.today():
        return refuse("已超过整改期限，不能再提出；请尽快整改并提交整改情况。")
    granted = sum(request.status == RequestStatus.ACCEPTED for request in earlier)
    if kind == RequestKind.EXTENSION and granted >= MOST_EXTENSIONS:
        return refuse(f"每个问题最多延期 {MOST_EXTENSIONS} 次，不能再申请。")
    if kind == RequestKind.DISPUTE and any(request.status == RequestStatus.DECLINED for request in earlier):
        return refuse("申辩已有答复，不能再次提出。")
    return verdict


def can_withdraw_request(user: Any, request: "FindingRequest") -> Verdict:
    verdict = _site(user, request.finding)
    if verdict and request.status != RequestStatus.WAITING:
        return refuse("申请已有答复，不能撤回。")
    return verdict


def can_decide_request(user: Any, request: "FindingRequest") -> Verdict:
    """The round's office; never whoever asked."""
    if request.asked_by_id == user.pk:
        return refuse("提出申请的人不能答复，请由他人办理。")
    return follows(user, request.finding)


def can_flag(user: Any, finding: "Finding") -> Verdict:
    if finding.status not in UNRESOLVED:
        return refuse(f"问题{finding.get_status_display()}，不用再标记。")
    return follows(user, finding)


def next_rung(letters: list["SupervisionLetter"]) -> Rung | None:
    """The rung after the highest that was issued; None at the top."""
    issued = {letter.rung for letter in letters}
    left = LADDER[max((LADDER.index(Rung(rung)) + 1 for rung in issued), default=0) :]
    return left[0] if left else None


def can_issue_letter(user: Any, finding: "Finding") -> Verdict:
    """One rung after the other, each after the day of the one before, for what is late or comes again."""
    verdict = follows(user, finding)
    if not verdict:
        return verdict
    if not finding.is_owed:
        return refuse("申辩待答复，暂不发督办文书。" if finding.is_paused else "问题不在整改中，不用发督办文书。")
    letters = list(finding.letters.all())
    if next_rung(letters) is None:
        return refuse("五级督办文书均已发出。")
    if letters:
        return _after(max(letters, key=lambda letter: LADDER.index(Rung(letter.rung))), verdict)
    if not deserves_letter(finding, sent_back_times(finding)):
        return refuse(f"逾期、重复出现、重点督办或退回满 {SENT_BACK_TIMES} 次的问题才发督办文书。")
    return verdict


def _after(letter: "SupervisionLetter", verdict: Verdict) -> Verdict:
    if letter.due_on >= clock.today():
        return refuse(f"“{letter.get_rung_display()}”限期{letter.due_on:%-m月%-d日}，到期后仍未整改的再发下一级。")
    return verdict


def deserves_letter(finding: "Finding", sent_back: int, today: dt.date | None = None) -> bool:
    """Whether a first letter may be issued at all."""
    late = finding.due_on < (today or clock.today())
    return late or finding.key or finding.repeats_id is not None or sent_back >= SENT_BACK_TIMES


def sent_back_times(finding: "Finding") -> int:
    return sum(answer.accepted is False for answer in finding.rectifications.all())


def can_answer_letter(user: Any, letter: "SupervisionLetter") -> Verdict:
    if letter.answered_at is not None:
        return refuse("已答复。")
    return _site(user, letter.finding)


def can_draft_bulletin(user: Any, round: "Round") -> Verdict:
    """Once nothing of the round is open any more, or it was closed."""
    verdict = runs_round(user, round)
    if not verdict:
        return verdict
    if not round.visits.filter(status=VisitStatus.RECORDED).exists():
        return refuse("还没有提交的检查记录。")
    waiting = round.visits.open().count() if round.status != RoundStatus.CLOSED else 0
    if waiting:
        return refuse(f"还有 {waiting} 个单位没有提交检查记录；全部提交或办结后起草通报。")
    return verdict


def can_edit_bulletin(user: Any, bulletin: "Bulletin") -> Verdict:
    if bulletin.status != BulletinStatus.DRAFT:
        return refuse("通报已印发，修改前请先撤回。")
    return runs_round(user, bulletin.round)


def can_recall_bulletin(user: Any, bulletin: "Bulletin") -> Verdict:
    if bulletin.status != BulletinStatus.ISSUED:
        return refuse("通报尚未印发。")
    return runs_round(user, bulletin.round)


def _site(user: Any, finding: "Finding") -> Verdict:
    acting = for_inspected(user, finding)
    return allow(acting) if acting else refuse("请由整改单位书记办理，党（工）委的由其党建办办理。")
