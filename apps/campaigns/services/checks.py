"""Values checked before they are stored; every refusal is one Chinese sentence."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError

from apps.core.exceptions import Invalid, StaleVersion
from apps.organizations.choices import Kind, Level, Sector
from apps.organizations.models import Organization

from ..choices import CampaignStatus
from ..models import Campaign

#: What the organizer's office may change while the campaign is a draft.
EDITABLE = frozenset(
    (
        "name year kind activity_type summary scope sectors kinds levels decision_body decision_number decision_date "
        "approval_basis authorization no_fee weight_self weight_mass weight_organization satisfaction_pass "
        "notice_working_days validity_years programme ranked review_working_days"
    ).split()
)
LISTS = {"sectors": Sector, "kinds": Kind, "levels": Level}


def locked(campaign: Campaign, version: int | None = None) -> Campaign:
    """The row of the campaign, locked for this transaction.

    Raises:
        StaleVersion: ``version`` is not the one in the database.
    """
    row = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if version is not None and row.version != int(version):
        raise StaleVersion("该活动的设置刚被他人修改，您的内容没有覆盖；请刷新页面后再改。")
    return row


def checked(campaign: Campaign, fields: Mapping[str, Any]) -> None:
    """Set fields on a draft and check the whole.

    Raises:
        Invalid: a value is wrong; the sentence names the field.
        TypeError: a field that may not be set here.
    """
    unknown = set(fields) - EDITABLE
    if unknown:
        raise TypeError(f"not settings of a campaign: {', '.join(sorted(unknown))}")
    for name, value in fields.items():
        setattr(campaign, name, value.strip() if isinstance(value, str) else value)
    if isinstance(fields.get("scope"), Organization):
        campaign.scope_path = fields["scope"].path
    _check_scope(campaign)
    check_programme(campaign)
    _check_lists(campaign)
    _check_weights(campaign)
    _check_fields(campaign)


def _check_scope(campaign: Campaign) -> None:
    if not campaign.scope_path.startswith(campaign.organization_path):
        raise Invalid("实施范围应是主办单位或其下级党组织。", code="scope_outside")


def check_programme(campaign: Campaign) -> None:
    """A campaign hangs under a plan of its organizer or of a committee above, in one of its years."""
    programme = campaign.programme
    if programme is None:
        return
    if not campaign.organization_path.startswith(programme.organization_path):
        raise Invalid("所属计划应由主办单位或其上级党组织制定。", code="programme_outside")
    if campaign.year not in programme.years:
        raise Invalid(
            f"“{programme}”为{programme.starts_in}年至{programme.ends_in}年，不含{campaign.year}年。",
            code="programme_year",
        )


def _check_lists(campaign: Campaign) -> None:
    for name, choices in LISTS.items():
        if set(getattr(campaign, name)) - set(choices.values):
            raise Invalid(f"{label_of(name)}的取值有误，请重新选择。")


def _check_weights(campaign: Campaign) -> None:
    weights = (campaign.weight_self, campaign.weight_mass, campaign.weight_organization)
    total = sum((Decimal(str(weight)) for weight in weights), Decimal(0))
    if total != 100:
        raise Invalid(f"三项权重之和应为 100%，现为 {total.normalize():f}%。", code="weights")
    least = (campaign.plan.get("survey") or {}).get("least_weight")
    if least is not None and Decimal(str(weights[1])) < least:
        raise Invalid(f"方案要求群众测评权重不低于 {least}%，现为 {weights[1]}%。", code="weight_mass")


def _check_fields(campaign: Campaign) -> None:
    """Field by field; what only an opened campaign needs is not asked of a draft."""
    exclude = ["plan", "sectors", "kinds", "levels", "created_by", "organization", "scope", "programme"]
    if campaign.status != CampaignStatus.DRAFT:
        exclude.append("status")
    try:
        campaign.clean_fields(exclude=exclude)
    except ValidationError as error:
        words = (f"{label_of(name)}：{'；'.join(map(str, found))}" for name, found in error.message_dict.items())
        raise Invalid(" ".join(words)) from error


def label_of(name: str) -> str:
    """The Chinese name of a field of a campaign."""
    return str(getattr(Campaign._meta.get_field(name), "verbose_name", name))
