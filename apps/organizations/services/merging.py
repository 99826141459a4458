"""What a merge or a closing does to running business of higher apps: told first, then done in the same transaction.

Each app registers a ``MergeMover``; ``into`` is None where an organization is closed without a successor.
"""

import hashlib
from collections.abc import Iterable

from apps.core.exceptions import OutOfTurn, StaleVersion
from apps.core.verdicts import Acting

from ..models import Organization
from ..registries import Consequence, merge_movers
from .path_repair import repair_paths_at

CHANGED = "在办事项刚有变化，与核对时不同，请重新核对后办理。"


def merge_effects(organization: Organization, into: Organization | None) -> list[Consequence]:
    """What becomes of each running business of the organization, for the page that asks before the act."""
    return [each for mover in merge_movers for each in mover.foresee(organization, into)]


def seal_of(consequences: Iterable[Consequence]) -> str:
    """A short text that differs when anything of what was foreseen differs."""
    told = "\n".join(f"{each.label}|{each.words}|{each.url}" for each in consequences)
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def check_foreseen(organization: Organization, into: Organization | None, foreseen: str | None) -> None:
    """Refuse an act that was decided upon while something else was going to happen.

    Args:
        foreseen: ``seal_of`` what was shown; None where nobody was asked, which a closing does not take.

    Raises:
        StaleVersion: other business runs now. OutOfTurn: business would be withdrawn that nobody was asked about.
    """
    effects = merge_effects(organization, into)
    if foreseen is None:
        if into is None and effects:
            told = "、".join(each.label for each in effects[:3])
            raise OutOfTurn(f"还有 {len(effects)} 项在办事项（{told}），请核对后办理。")
    elif foreseen != seal_of(effects):
        raise StaleVersion(CHANGED)


def settle_business(organization: Organization, into: Organization | None, acting: Acting, reason: str) -> None:
    """Let every app move or withdraw its rows; then whatever still carries the old path gets its own."""
    for mover in merge_movers:
        mover.carry_out(organization, into, acting, reason)
    if into is not None:
        repair_paths_at(organization.path)
