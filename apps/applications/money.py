"""Amounts of money in words: 万元 as documents state them, never rounded away."""

from dataclasses import dataclass
from decimal import Decimal

TEN_THOUSAND = Decimal(10_000)
ZERO = Decimal(0)


def plain(value: Decimal | None) -> str:
    """``1,234.5``: thousands apart, no needless zeros."""
    if value is None:
        return "—"
    text = f"{value:,.6f}".rstrip("0").rstrip(".")
    return text or "0"


def wan(value: Decimal | None) -> str:
    """``12.35 万元``; a dash for none."""
    return "—" if value is None else f"{plain(value)} 万元"


def to_wan(yuan: Decimal | None) -> Decimal:
    """元 in 万元, exactly."""
    return (yuan or ZERO) / TEN_THOUSAND


@dataclass(frozen=True)
class Money:
    """One site's money, all in 万元."""

    requested: Decimal = ZERO
    granted: Decimal = ZERO
    spent: Decimal = ZERO
    supported: Decimal = ZERO

    @property
    def remaining(self) -> Decimal:
        return self.granted - self.spent

    def __add__(self, other: "Money") -> "Money":
        return Money(
            self.requested + other.requested,
            self.granted + other.granted,
            self.spent + other.spent,
            self.supported + other.supported,
        )
