"""What ties an organization to others and what it counts itself: posts, seats in joint organizations, pairings."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import BigIntegerField, CharField, F, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce

from ..models import JointMember, Organization, PairingSide, PostCount
from ..pairing_choices import PairingStatus
from ..querysets import lasting

RUNNING = (PairingStatus.PROPOSED, PairingStatus.RUNNING)


class Tie(NamedTuple):
    """One row: ``code`` a kind of posts, a role or a title; ``number`` a count; ``place`` the organization of the row,
    ``other`` the member, or the other side of a pairing."""

    sort: str
    pk: int
    number: int
    code: str
    name: str
    place: int
    place_name: str
    place_path: str
    other: int | None


@dataclass
class Standing:
    """Posts and seats of the organizations asked about; pairings of the first."""

    posts: list[Tie] = field(default_factory=list)
    seats: list[Tie] = field(default_factory=list)
    pairings: list[Tie] = field(default_factory=list)


def standing_of(organization: Organization, into: Organization | None = None) -> Standing:
    """One statement, for the page that asks before a merge or a closing."""
    both = [organization, into] if into is not None else [organization]
    rows = _posts(both).union(_seats(both, "organization"), _seats(both, "member"), _pairings(organization))
    found = Standing()
    for tie in sorted((Tie(*row) for row in rows), key=lambda tie: (tie.sort, tie.pk)):
        {"post": found.posts, "seat": found.seats, "pairing": found.pairings}[tie.sort].append(tie)
    return found


def _posts(organizations: list[Organization]) -> QuerySet[Any, Any]:
    rows = PostCount.objects.filter(organization__in=organizations)
    return _columns(rows, "post", F("pk"), F("count"), F("kind"), Value(""), Value(None, BigIntegerField()))


def _seats(organizations: list[Organization], side: str) -> QuerySet[Any, Any]:
    """``side``: as the joint organization, or as its member."""
    rows = JointMember.objects.filter(lasting(), **{f"{side}__in": organizations})
    name = Coalesce("member__short_name", "name")
    return _columns(rows, "seat", F("pk"), F("people"), F("role"), name, F("member_id"))


def _pairings(organization: Organization) -> QuerySet[Any, Any]:
    """The other side of each that runs or is proposed."""
    rows = PairingSide.objects.filter(pairing__sides__organization=organization, pairing__status__in=RUNNING)
    others = rows.exclude(organization=organization)
    return _columns(others, "pairing", F("pairing_id"), Value(0), F("pairing__title"), Value(""), F("organization_id"))


def _columns(
    rows: QuerySet[Any], sort: str, pk: Any, number: Any, code: Any, name: Any, other: Any
) -> QuerySet[Any, Any]:
    """The nine columns of a ``Tie``, of one type in every part of the union."""
    return rows.order_by().values_list(
        Value(sort, CharField()),
        Cast(pk, BigIntegerField()),
        Cast(number, BigIntegerField()),
        Cast(code, TextField()),
        Cast(name, TextField()),
        F("organization_id"),
        F("organization__short_name"),
        F("organization__path"),
        Cast(other, BigIntegerField()),
    )
