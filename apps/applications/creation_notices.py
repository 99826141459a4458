"""Lines in the inbox about reports, admonitions, money and committees' plans. Called inside the services' transaction."""

from typing import Any

from django.urls import reverse

from apps.accounts.choices import Role
from apps.core.verdicts import Acting
from apps.organizations.queries import holders_of, secretaries_of
from apps.reminders.services import notify

from .cadence import label_of_report
from .money import wan
from .notices import _round


def _report_url(report: Any) -> str:
    return reverse("applications:report", args=[report.application_id, report.kind, report.period])


def tell_report_returned(report: Any, acting: Acting, reason: str) -> None:
    notify(
        rule="report.returned",
        subject=report,
        recipients=secretaries_of(report.application.organization_id),
        title=f"{label_of_report(report.kind, report.period)}退回补充：{report.application}",
        body=f"{acting.organization_name}：{reason}",
        url=_report_url(report),
        threshold=_round(report),
    )


def tell_report_comment(report: Any, acting: Acting, comment: Any) -> None:
    notify(
        rule="report.comment",
        subject=report,
        recipients=secretaries_of(report.application.organization_id),
        title=f"{label_of_report(report.kind, report.period)}有点评：{report.application}",
        body=f"{acting.organization_name}：{comment.text}",
        url=_report_url(report),
        threshold=str(comment.pk),
    )


def _admonition_url(admonition: Any) -> str:
    return reverse("applications:admonition", args=[admonition.pk])


def tell_admonished(admonition: Any) -> None:
    notify(
        rule="admonition.issued",
        subject=admonition,
        recipients=secretaries_of(admonition.application.organization_id),
        title=f"约谈提醒，请回复：{admonition.application}",
        body=f"{admonition.issuer.short_name}：{admonition.reason}",
        url=_admonition_url(admonition),
    )


def tell_answered(admonition: Any) -> None:
    organization = admonition.application.organization
    notify(
        rule="admonition.answered",
        subject=admonition,
        recipients=holders_of(admonition.issuer_id, Role.OFFICE),
        title=f"约谈提醒已回复：{organization.short_name}",
        body=admonition.answer,
        url=_admonition_url(admonition),
        threshold=_round(admonition),
    )


def tell_settled(admonition: Any, verb: str, reason: str) -> None:
    words = {"send_back": "约谈回复退回，请重新回复", "close": "约谈提醒已办结", "withdraw": "约谈提醒已撤销"}[verb]
    notify(
        rule=f"admonition.{verb}",
        subject=admonition,
        recipients=secretaries_of(admonition.application.organization_id),
        title=f"{words}：{admonition.application}",
        body=reason,
        url=_admonition_url(admonition),
        threshold=_round(admonition),
    )


def tell_granted(grant: Any) -> None:
    notify(
        rule="funding.granted",
        subject=grant,
        recipients=secretaries_of(grant.application.organization_id),
        title=f"经费批复 {wan(grant.amount)}：{grant.application}",
        body=f"文号 {grant.document_number}，支出后请登记并上传凭证。",
        url=reverse("applications:funding", args=[grant.application_id]),
    )


def tell_organizer(row: Any, words: str, url: str) -> None:
    """The issuing office learns that a committee handed something in."""
    notify(
        rule=f"{row._meta.model_name}.submitted",
        subject=row,
        recipients=holders_of(row.campaign.organization_id, Role.OFFICE),
        title=f"{words}：{row.organization.short_name}",
        body=row.campaign.name,
        url=url,
        threshold=_round(row),
    )


def tell_committee(row: Any, words: str, url: str) -> None:
    """The committee learns what was decided."""
    notify(
        rule=f"{row._meta.model_name}.decided",
        subject=row,
        recipients=holders_of(row.organization_id, Role.OFFICE),
        title=f"{words}：{row.campaign.name}",
        body=row.opinion,
        url=url,
        threshold=_round(row),
    )
