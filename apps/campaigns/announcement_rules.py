"""Who may write, issue, change and answer the announcements of a campaign."""

from typing import Any

from apps.accounts.choices import Role
from apps.core import clock
from apps.core.components.text import date_short
from apps.core.verdicts import Acting, Verdict, allow, refuse
from apps.organizations.access import acting_for_exactly, as_acting, scope_of

from .choices import AnnouncementStatus, CampaignStatus

RUNNING = (CampaignStatus.OPEN, CampaignStatus.SUSPENDED)


def can_announce(user: Any, campaign: Any) -> Verdict:
    """Whether the person's office writes announcements of the campaign: the organizer's, or one inside its scope."""
    offices = [m for m in scope_of(user).memberships if m.role == Role.OFFICE]
    own = next((m for m in offices if m.organization_id == campaign.organization_id), None)
    inside = (m for m in offices if m.organization.path.startswith(campaign.scope_path))
    chosen = own or min(inside, key=lambda m: len(m.organization.path), default=None)
    if chosen is None:
        return refuse("只有主办单位和实施范围内的党建办可以发通知。")
    if campaign.status not in RUNNING:
        return refuse(f"活动{campaign.get_status_display()}，不能发通知；启动后方可拟写。")
    return allow(as_acting(chosen))


def can_handle(user: Any, announcement: Any) -> Verdict:
    """Whether the person works in the office that issues it."""
    acting = acting_for_exactly(user, Role.OFFICE, announcement.organization_id)
    return allow(acting) if acting else refuse("只有发布单位的党建办可以办理此事项。")


def can_follow(user: Any, announcement: Any) -> Verdict:
    """Whether the person's office sees who has read it: the issuer's, and offices with recipients below them."""
    verdict = can_handle(user, announcement)
    if verdict:
        return verdict
    told = announcement.receipts.all()
    for each in sorted(scope_of(user).memberships, key=lambda m: len(m.organization.path)):
        if each.role == Role.OFFICE and told.filter(organization_path__startswith=each.organization.path).exists():
            return allow(as_acting(each))
    return refuse("该通知没有发给本单位或其下级，没有送达情况可看。")


def _in_status(user: Any, announcement: Any, status: str, reason: str) -> Verdict:
    verdict = can_handle(user, announcement)
    return verdict if not verdict or announcement.status == status else refuse(reason)


def can_edit(user: Any, announcement: Any) -> Verdict:
    """A draft alone changes in whole; what was sent stands as it was read."""
    reason = f"通知{announcement.get_status_display()}，内容不再改变；时间、地点有变的，请办理变更。"
    return _in_status(user, announcement, AnnouncementStatus.DRAFT, reason)


def can_issue(user: Any, announcement: Any) -> Verdict:
    """A draft, while the campaign runs."""
    verdict = can_edit(user, announcement)
    campaign = announcement.campaign
    if verdict and campaign.status not in RUNNING:
        return refuse(f"活动{campaign.get_status_display()}，不能发布通知。")
    return verdict


def can_postpone(user: Any, announcement: Any) -> Verdict:
    """Day, place and the last day for replies may change until the gathering begins."""
    reason = f"通知{announcement.get_status_display()}，不能变更时间地点。"
    verdict = _in_status(user, announcement, AnnouncementStatus.ISSUED, reason)
    if not verdict:
        return verdict
    if not announcement.is_gathering and not announcement.needs_reply:
        return refuse("该通知没有时间地点和回复期限，无需变更。")
    if announcement.starts_at is not None and announcement.starts_at <= clock.now():
        return refuse(f"{announcement.get_kind_display()}已于{date_short(announcement.starts_at)}开始，不能变更。")
    return verdict


def can_withdraw(user: Any, announcement: Any) -> Verdict:
    reason = f"通知{announcement.get_status_display()}，不能撤回。"
    return _in_status(user, announcement, AnnouncementStatus.ISSUED, reason)


def can_reply(user: Any, announcement: Any, receipt: Any) -> Verdict:
    """Whether the person who was told may still give or change the reply."""
    if receipt is None or receipt.user_id != user.pk:
        return refuse("您不在该通知的发送范围内，无需回复。")
    if announcement.status != AnnouncementStatus.ISSUED:
        return refuse(f"通知{announcement.get_status_display()}，无需回复。")
    if not announcement.needs_reply:
        return refuse("该通知不需要回复。")
    if not announcement.takes_replies(clock.today()):
        day = date_short(announcement.reply_by)
        return refuse(f"回复已于{day}截止；确需变动的，请与{announcement.organization.short_name}联系。")
    return allow(Acting(user, Role.SECRETARY, receipt.organization_id, receipt.organization.name))
