"""Dividing what an organization has between itself and the one that is split off: shown first, decided, carried out."""

import hashlib
from collections.abc import Collection, Iterable

from apps.core.exceptions import Invalid, StaleVersion
from apps.core.verdicts import Acting

from ..models import Organization
from ..registries import Share, SplitMover, split_movers
from .holdings import carry_holdings, foresee_holdings
from .path_repair import repair_paths_at

CHANGED = "待划分的事项刚有变化，与核对时不同，请重新核对后办理。"
OWN = SplitMover(foresee_holdings, carry_holdings)


def split_shares(organization: Organization, moved: Iterable[Organization] = ()) -> list[Share]:
    """Everything that is to be divided, for the page on which the office decides."""
    children = list(moved)
    return [share for mover in [*split_movers, OWN] for share in mover.foresee(organization, children)]


def seal_of_shares(shares: Iterable[Share]) -> str:
    """A short text that differs when anything that was shown differs."""
    told = "\n".join(f"{each.key}|{each.label}|{each.note}|{each.stays}" for each in shares)
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def checked_shares(
    organization: Organization, moved: Iterable[Organization], keys: Collection[str], foreseen: str | None
) -> list[Share]:
    """The chosen ones among what is to be divided now.

    Raises:
        StaleVersion: something else is there than was shown. Invalid: one that is not there or has to stay.
    """
    shares = split_shares(organization, moved)
    if foreseen is not None and foreseen != seal_of_shares(shares):
        raise StaleVersion(CHANGED)
    by_key = {each.key: each for each in shares}
    for key in keys:
        if key not in by_key:
            raise Invalid(CHANGED)
        if by_key[key].stays:
            raise Invalid(f"{by_key[key].label}不能划归新组织：{by_key[key].stays}。")
    return [each for each in shares if each.key in keys]


def divide(organization: Organization, new: Organization, shares: Iterable[Share], acting: Acting, reason: str) -> None:
    """Give the chosen ones to the new organization, app by app; rows that hang on them follow."""
    keys = frozenset(each.key for each in shares)
    if not keys:
        return
    for mover in [*split_movers, OWN]:
        mover.carry_out(organization, new, keys, acting, reason)
    repair_paths_at(organization.path)
