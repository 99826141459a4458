"""What one application's score is, with everything it follows from; nothing is stored here."""

from decimal import Decimal

from apps.applications.models import Application
from apps.standards.choices import StandardKind
from apps.standards.engine import VETO_EFFECTS, Inputs, VersionOutcome, freeze, grade_text
from apps.standards.engine.whole import EXCLUDING

from ..combining import Parts, combine, digest, kept, missing_parts
from ..models import Evaluation
from .scores import organization_outcome, parts_of, weights_of


def figures_of(application: Application, read: Inputs, satisfied: Decimal | None, limits: dict[str, int]) -> Evaluation:
    """One application's figures, with everything they follow from; not stored."""
    outcome = organization_outcome(application, read)
    parts = parts_of(application, outcome, satisfied)
    weights = weights_of(application.campaign)
    frozen = {
        "organization": freeze(read),
        "parts": [_text(part) for part in (parts.self_score, parts.mass_score, parts.organization_score)],
        "weights": [str(weight) for weight in vars(weights).values()],
        "standard": application.standard_version.digest,
    }
    reasons, sector = reasons_of(application, outcome, parts), application.organization.sector
    return Evaluation(
        application=application,
        campaign=application.campaign,
        organization_path=application.organization_path,
        self_score=parts.self_score,
        mass_score=None if parts.mass_score is None else kept(parts.mass_score),
        organization_score=None if parts.organization_score is None else kept(parts.organization_score),
        total=combine(parts, weights),
        reasons=reasons,
        eligible=not reasons,
        quota_group=sector if sector in limits else "",
        inputs=frozen,
        digest=digest(frozen),
        merit_grade=outcome.merit_grade.code if outcome.merit_grade else "",
        grade=outcome.grade.code if outcome.grade else "",
        grade_title=outcome.grade.title if outcome.grade else "",
        grade_note=f"等次{grade_text(outcome)}" if outcome.grade_open else "",
    )


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def reasons_of(application: Application, outcome: VersionOutcome, parts: Parts) -> list[str]:
    """Why the application cannot be named, in sentences; empty when it can."""
    campaign = application.campaign
    reasons = [f"缺少{name}得分。" for name in missing_parts(parts, weights_of(campaign))]
    if application.standard_version.kind == StandardKind.GATE and outcome.passed is not True:
        reasons.append("达标制标准尚有必备条件未达到。")
    for veto in outcome.vetoes:
        if veto.in_force and veto.rule.effect in EXCLUDING:
            reasons.append(f"一票否决：{veto.rule.title}，{VETO_EFFECTS[veto.rule.effect]}。")
    floor = campaign.satisfaction_pass
    if floor is not None and (parts.mass_score is None or parts.mass_score < floor):
        shown = "尚无结果" if parts.mass_score is None else f"为 {parts.mass_score:.2f}%"
        reasons.append(f"群众满意度{shown}，低于 {floor.normalize():f}% 的要求。")
    return reasons
