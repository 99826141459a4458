"""For which offices a person reviews: the own ones, those that delegated to the person, and where it keeps out.

Delegations and declarations are read in the statement of the roles (``core.registries.person_figures``).
"""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Q
from django.db.models.functions import JSONObject

from apps.accounts.choices import Role
from apps.core import clock
from apps.core.verdicts import Acting
from apps.organizations.access import acting_for_exactly, as_acting, scope_of
from apps.organizations.models import Membership, Organization

from .models import InterestDeclaration, ReviewDelegation


def delegated_to(user: Any) -> Any:
    """The delegations in force for a person, itself or through its office, as an expression."""
    today = clock.today()
    offices = Membership.objects.filter(user=user, role=Role.OFFICE).on(today).order_by().values("organization")
    rows = ReviewDelegation.objects.on(today).filter(Q(to_user=user) | Q(to_organization__in=offices)).order_by("pk")
    told = JSONObject(id="organization_id", name="organization__short_name", path="organization_path")
    return ArraySubquery(rows.values(told=told))


def declared_by(user: Any) -> Any:
    """Organizations whose applications the person keeps out of, as an expression."""
    rows = InterestDeclaration.objects.filter(user=user, ended_at=None).order_by("pk")
    return ArraySubquery(rows.values("organization_id"))


def acting_on(user: Any, organization_id: int) -> Acting | None:
    """The capacity in which the person reviews for an office: a member of it, or in its place by delegation."""
    own = acting_for_exactly(user, Role.OFFICE, organization_id)
    if own is not None:
        return own
    row = next((row for row in _delegations(user) if row["id"] == organization_id), None)
    office = next((m for m in scope_of(user).memberships if m.role == Role.OFFICE), None)
    if row is None or office is None:
        return None
    name = f"{row['name']}（委托{office.organization.short_name}代办）"
    return Acting(as_acting(office).user, Role.OFFICE, organization_id, name[:120])


def stands_in(user: Any, organization_id: int) -> bool:
    """Whether the person reviews for an office by delegation, not as a member of it."""
    if acting_for_exactly(user, Role.OFFICE, organization_id) is not None:
        return False
    return acting_on(user, organization_id) is not None


def conflict_of(user: Any, organization: Organization) -> str:
    """Why the person keeps out of an applicant's matters (回避); empty when nothing is against it."""
    scope = scope_of(user)
    if any(m.organization_id == organization.pk for m in scope.memberships):
        return "您在申报单位任职，按回避要求不能审核本单位的申报。"
    if organization.pk in (scope.figures.get("interests") or ()):
        return f"您已申报与{organization.short_name}有回避关系，不能审核其申报。"
    return ""


def _delegations(user: Any) -> list[dict[str, Any]]:
    return scope_of(user).figures.get("delegations") or []
