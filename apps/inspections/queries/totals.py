"""What a visit would come to with what its phone has verified so far."""

from decimal import Decimal
from typing import Any

from apps.applications.queries import inputs_for
from apps.core.exceptions import Invalid
from apps.standards import engine
from apps.standards.models import Criterion
from apps.standards.queries import engine_version

from ..models import Visit
from .results import verified_claims
from .sent import Sent
from .verifying import Found, check_result, claim_of, leaf_of


def running_total(visit: Visit, sent: Sent) -> dict[str, Any]:
    """Points earned of the full ones; leaves whose values the standard refuses are left as claimed."""
    application = visit.application
    if application is None:
        return {"earned": None, "full": None, "text": "对党委的检查不计分"}
    claims = verified_claims(application) | _claims(visit, sent)
    outcome = engine.evaluate_version(engine_version(application.standard_version), inputs_for(application, claims))
    full = engine.show(outcome.total)
    if outcome.score is None:
        return {"earned": None, "full": full, "text": "尚无得分"}
    earned = engine.show(outcome.score)
    return {"earned": earned, "full": full, "text": f"{earned} 分，满分 {full} 分"}


def _claims(visit: Visit, sent: Sent) -> dict[str, engine.Claim]:
    told = {row["criterion"]: row for row in sent.rows("results")}
    version = visit.standard_version_id
    rows = Criterion.objects.filter(version=version, is_leaf=True, pk__in=told).select_related("version")
    found = {}
    for criterion in rows:
        row, leaf = told[criterion.pk], leaf_of(criterion)
        number, _ = engine.parse_amount(str(row.get("value") or ""), signed=True) if row.get("value") else (None, "")
        try:
            values = check_result(
                criterion, row["verdict"], number if isinstance(number, Decimal) else None, row.get("members") or [],
                row.get("note") or "", figures=row.get("figures") or {}, scores=[s for s in row.get("scores") or [] if s],
            )  # fmt: skip
        except Invalid:
            continue
        found[criterion.code] = claim_of(leaf, Found(**values))
    return found
