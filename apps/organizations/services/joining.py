"""Posts, seats in joint organizations and pairings when an organization ends: added up, taken over or given up."""

import datetime as dt
from collections.abc import Iterator

from apps.core import clock
from apps.core.states import record
from apps.core.verdicts import Acting

from ..choices import JOINT_KINDS
from ..facility_choices import PostKind
from ..history_choices import JointRole
from ..models import JointMember, Organization, PostCount
from ..queries.standing import Standing, Tie, standing_of
from ..registries import Consequence


def foresee_standing(organization: Organization, into: Organization | None) -> list[Consequence]:
    """A line for each pairing and each seat, one for the posts. One statement."""
    standing = standing_of(organization, into)
    return [
        *(Consequence(f"结对共建：{each.code}", _fate_of_pairing(each, into)) for each in standing.pairings),
        *_posts_told(standing, organization, into),
        *(
            Consequence(_label(each, organization), _fate_of_seat(each, standing, organization, into))
            for each in _seats(standing, organization)
        ),
    ]


def carry_standing(organization: Organization, into: Organization | None, on: dt.date, acting: Acting) -> None:
    """Do with posts and seats what ``foresee_standing`` tells, from the day of the act on."""
    standing = standing_of(organization, into)
    _carry_posts(standing, organization, into, acting)
    seats = JointMember.objects.select_related("organization", "member")
    rows = {row.pk: row for row in seats.filter(pk__in=[each.pk for each in _seats(standing, organization)])}
    for each in _seats(standing, organization):
        row = rows[each.pk]
        goes = into is not None and not _why_not(each, standing, organization, into)
        if goes and into is not None:
            take_over(row, organization, into, on)
        else:
            _end(row, on)
        words = f"{_label(each, organization)}：{'转入' if goes else '结束'}"
        record(row.organization, "join" if goes else "leave", acting=acting, reason=words)


def take_over(row: JointMember, organization: Organization, into: Organization, on: dt.date) -> None:
    """The seat of the one that ends stays to be read; the successor's begins on the day of the act."""
    as_member = row.member_id == organization.pk
    seat = row.organization if as_member else into
    JointMember.objects.create(
        organization=seat,
        organization_path=seat.path,
        member=into if as_member else row.member,
        name="" if as_member else row.name,
        role=row.role,
        people=row.people,
        started_on=max(on, row.started_on),
        ended_on=row.ended_on,
    )
    _end(row, on)


def _end(row: JointMember, on: dt.date) -> None:
    """The day before the act is its last; the day before its first says that it never was."""
    row.ended_on = max(row.started_on, on) - dt.timedelta(days=1)
    row.save(update_fields=["ended_on"])


# --- Posts ----------------------------------------------------------------------------------------------------------


def _posts_told(standing: Standing, organization: Organization, into: Organization | None) -> Iterator[Consequence]:
    own = _counts(standing, organization)
    if own:
        summed = _words(_summed(standing, organization, into)) if into else ""
        yield Consequence(_words(own), f"并入{into.short_name}，合计{summed}" if into else "不再计数")


def _carry_posts(standing: Standing, organization: Organization, into: Organization | None, acting: Acting) -> None:
    own = _counts(standing, organization)
    if not own:
        return
    if into is not None:
        for kind, count in _summed(standing, organization, into).items():
            told = {"count": count, "organization_path": into.path, "updated_at": clock.now()}
            PostCount.objects.update_or_create(organization=into, kind=kind, defaults=told)
    PostCount.objects.filter(organization=organization).delete()
    fate = f"并入{into.short_name}" if into else "不再计数"
    record(organization, "posts", acting=acting, reason=f"{_words(own)}{fate}")


def _counts(standing: Standing, organization: Organization) -> dict[str, int]:
    return {each.code: each.number for each in standing.posts if each.place == organization.pk}


def _summed(standing: Standing, organization: Organization, into: Organization) -> dict[str, int]:
    """What the successor has then of each kind that the merged one has."""
    held = _counts(standing, into)
    return {kind: count + held.get(kind, 0) for kind, count in _counts(standing, organization).items()}


def _words(counts: dict[str, int]) -> str:
    return "、".join(f"{kind.label} {counts[kind.value]} 个" for kind in PostKind if kind.value in counts)


# --- Seats and pairings ---------------------------------------------------------------------------------------------


def _seats(standing: Standing, organization: Organization) -> list[Tie]:
    """Where it is a member, then its own members."""
    mine = [each for each in standing.seats if each.other == organization.pk]
    return mine + [each for each in standing.seats if each.place == organization.pk]


def _label(seat: Tie, organization: Organization) -> str:
    role = JointRole(seat.code).label
    return f"在{seat.place_name}担任{role}" if seat.other == organization.pk else f"{role}：{seat.name}"


def _fate_of_seat(seat: Tie, standing: Standing, organization: Organization, into: Organization | None) -> str:
    if into is None:
        return "结束"
    refusal = _why_not(seat, standing, organization, into)
    return f"结束，{refusal}" if refusal else f"转入{into.short_name}"


def _why_not(seat: Tie, standing: Standing, organization: Organization, into: Organization) -> str:
    """Why a seat is not taken over; empty when it is."""
    if into.pk in (seat.place, seat.other):
        return f"{into.short_name}不能以本身为成员单位"
    if seat.other == organization.pk:
        held = any(
            each.place == seat.place and each.other == into.pk and each.code == seat.code for each in standing.seats
        )
        return f"{into.short_name}已担任这一角色" if held else ""
    if into.kind not in JOINT_KINDS:
        return f"{into.get_kind_display()}没有成员单位"
    same = (into.pk, seat.other, seat.name, seat.code)
    held = any((each.place, each.other, each.name, each.code) == same for each in standing.seats)
    return f"{into.short_name}已有这一成员单位" if held else ""


def _fate_of_pairing(other: Tie, into: Organization | None) -> str:
    if into is not None and goes_over(other.place_path, into):
        return f"转入{into.short_name}"
    return "结束"


def goes_over(other_path: str, into: Organization) -> bool:
    """Whether the successor can go on with a pairing: not with itself, nor with one above or below it."""
    return not (into.path.startswith(other_path) or other_path.startswith(into.path))
