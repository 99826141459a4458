"""Who may pair organizations, confirm, act and end it."""

from typing import Any

from apps.accounts.choices import Role
from apps.core.exceptions import OutOfTurn
from apps.core.verdicts import SYSTEM, Acting, Verdict, allow, refuse

from .access import acting_as
from .pairing_choices import PairingStatus


def _speaks_for(actor: Any, path: str) -> Acting | None:
    """The secretary of exactly this organization, or an office above it."""
    if actor is None:
        return SYSTEM
    return acting_as(actor, Role.SECRETARY, path) or acting_as(actor, Role.OFFICE, path)


def can_pair(actor: Any, organization: Any) -> Verdict:
    """Whether the person may pair this organization with another."""
    acting = _speaks_for(actor, organization.path)
    if acting is None:
        return refuse("只有本单位党组织书记或上级党建办可以发起结对。")
    return refuse("该党组织已撤销，不能结对。") if organization.closed_on else allow(acting)


def settles_alone(actor: Any, first: Any, second: Any) -> bool:
    """Whether the person speaks for both sides: an office above both."""
    return _speaks_for(actor, first.path) is not None and _speaks_for(actor, second.path) is not None


def can_decide_pairing(actor: Any, pairing: Any) -> Verdict:
    """The side that was asked: its secretary or an office above it."""
    asked = pairing.sides.all()[1]
    acting = _speaks_for(actor, asked.organization_path)
    if acting is None:
        return refuse(f"由{asked.organization.short_name}确认。")
    stopped = _while(pairing, PairingStatus.PROPOSED)
    return allow(acting) if stopped is None else stopped


def can_withdraw_pairing(actor: Any, pairing: Any) -> Verdict:
    acting = _speaks_for(actor, pairing.sides.all()[0].organization_path)
    if acting is None:
        return refuse("由发起方撤回。")
    stopped = _while(pairing, PairingStatus.PROPOSED)
    return allow(acting) if stopped is None else stopped


def can_keep_pairing(actor: Any, pairing: Any) -> Verdict:
    """Either side plans actions, tells what was done, and ends the pairing while it runs."""
    acting = next((a for s in pairing.sides.all() if (a := _speaks_for(actor, s.organization_path))), None)
    if acting is None:
        return refuse("只有结对双方的党组织书记或上级党建办可以办理。")
    stopped = _while(pairing, PairingStatus.RUNNING)
    return allow(acting) if stopped is None else stopped


def own_side(actor: Any, pairing: Any) -> Any:
    """The side for which the person records; None for a reader."""
    return next((side for side in pairing.sides.all() if _speaks_for(actor, side.organization_path)), None)


def _while(pairing: Any, status: str) -> Verdict | None:
    if pairing.status == status:
        return None
    return refuse(f"“{pairing}”当前为“{pairing.get_status_display()}”，不能办理。", OutOfTurn)  # type: ignore[arg-type]
