"""Re-checks that a team made on site without network, handed to the service of findings when its record comes."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from apps.core.exceptions import PortalError

from ..choices import FindingStatus, Recheck
from ..models import Finding, Rectification
from ..queries.rechecks import PROOF
from .findings import send_back_finding, verify_finding

if TYPE_CHECKING:
    from .applying import Applying

VERDICTS = {True: "已整改", False: "未整改"}
#: Sending back asks for words; a record without them is no reason to lose what was seen.
SEEN = "现场复查，整改不到位。"
SHORT = 30


def apply_rechecks(job: "Applying") -> None:
    """Each by itself: what cannot take effect any more is told in words and holds nothing up.

    The visit is at its end by now, so its team may check what waits at the site.
    """
    for row in job.sent.rows("rechecks"):
        said = _applied(job, row)
        if said:
            job.remarks.append(said)


def _applied(job: "Applying", row: Mapping[str, Any]) -> str:
    """Why it did not take effect; empty when it did."""
    related = ("visit__round", "organization")
    # Locked before its answer is read: nobody sends it back and answers anew in between.
    finding = Finding.objects.select_for_update(of=("self",)).filter(
        pk=row["finding"], organization=job.visit.organization_id
    )
    found = finding.select_related(*related).first()
    if found is None:
        return "有 1 条复查不是本单位的问题，未办理。"
    answer = found.rectifications.select_related("checked_by").order_by("answered_at", "id").last()
    title = f"问题“{found.description[:SHORT]}”"
    if found.status != FindingStatus.ANSWERED or answer is None:
        return f"{title}{_settled(found, answer)}，手机上的复查结论“{VERDICTS[row['accepted']]}”未再办理。"
    if row.get("answer") not in (None, answer.pk):
        return f"{title}在您复查后又提交了新的整改情况，手机上的复查结论未办理，请重新复查。"
    try:
        _check(job, found, row)
    except PortalError as error:
        return f"{title}的复查未办理：{error.message}"
    for digest in row.get("photos") or []:
        if digest in job.files:
            job.use(job.files[digest], "复查照片.jpg", PROOF, owner=answer)
    return ""


def _check(job: "Applying", finding: Finding, row: Mapping[str, Any]) -> None:
    note = (row.get("note") or "").strip()
    if row["accepted"]:
        verify_finding(actor=job.author, finding=finding, opinion=note, how=Recheck.ON_SITE)
    else:
        send_back_finding(actor=job.author, finding=finding, opinion=note or SEEN, how=Recheck.ON_SITE)


def _settled(finding: Finding, answer: Rectification | None) -> str:
    by = answer.checked_by if answer else None
    who = f"已由{by.name}复查，" if by is not None and finding.status != FindingStatus.WITHDRAWN else ""
    return f"{who}当前为“{finding.get_status_display()}”"
