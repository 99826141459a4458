"""八个清 (提升工程方案二（五）1): eight groups of fields of a unit; a group is clear when it is filled. Pure.

One table serves both the page (Python) and the lists (a condition for the database), so that they cannot differ.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from .unit_choices import INVESTED, Established, UnitKind

#: A field that must be filled, or a field and the values with which nothing more is asked.
Wanted = str | tuple[str, frozenset[str]]

NOT_ESTABLISHED: Wanted = ("established", frozenset({Established.NONE.value}))
WITHOUT_INVESTOR: Wanted = ("kind", frozenset(kind.value for kind in UnitKind if kind not in INVESTED))


@dataclass(frozen=True)
class Group:
    """One 清; it is clear when all fields of any one alternative are filled."""

    code: str
    title: str
    asks: str
    alternatives: tuple[tuple[Wanted, ...], ...]


@dataclass(frozen=True)
class Clear:
    """A group of one unit: whether it is clear, and what to fill in when it is not."""

    code: str
    title: str
    is_clear: bool
    asks: str


GROUPS = (
    Group("operation", "经营运行情况", "运行状态、从业人员", (("operating", "employees"),)),
    Group("setting", "党组织组建情况", "组建方式", (("established",),)),
    Group(
        "affiliation",
        "党组织隶属关系",
        "所建党组织或隶属的上级党组织",
        ((NOT_ESTABLISHED,), ("party_organization_id",), ("established", "superior")),
    ),
    Group("members", "党员队伍情况", "党员、正式党员", (("members", "full_members"),)),
    Group(
        "leaders",
        "出资人及书记情况",
        "出资人是否党员、党组织书记",
        (
            ("investor_is_member", "secretary_from"),
            ("investor_is_member", NOT_ESTABLISHED),
            (WITHOUT_INVESTOR, "secretary_from"),
            (WITHOUT_INVESTOR, NOT_ESTABLISHED),
        ),
    ),
    Group("activity", "党组织活动情况", "组织活动", (("activity",), (NOT_ESTABLISHED,))),
    Group("venue", "活动场所情况", "活动场所", (("venue",),)),
    Group("instructor", "指导员选派情况", "选派指导员人数，没有填0", (("instructors",),)),
)


def clarity_of(unit: Any) -> list[Clear]:
    """The eight groups of a unit, in the order of the plan."""
    return [Clear(group.code, group.title, _is_clear(unit, group), group.asks) for group in GROUPS]


def all_clear() -> Q:
    """The same as a condition: units of which all eight are clear."""
    condition = Q()
    for group in GROUPS:
        condition &= group_clear(group)
    return condition


def group_clear(group: Group) -> Q:
    """Units of which this group is clear."""
    condition = Q(pk__in=[])
    for wanted in group.alternatives:
        condition |= _all_of(wanted)
    return condition


def _is_clear(unit: Any, group: Group) -> bool:
    return any(all(_holds(unit, each) for each in wanted) for wanted in group.alternatives)


def _holds(unit: Any, wanted: Wanted) -> bool:
    if isinstance(wanted, str):
        return getattr(unit, wanted) not in (None, "")
    name, values = wanted
    return getattr(unit, name) in values


#: Fields of text: empty is "", the others are empty when null.
TEXT = frozenset({"operating", "established", "superior", "secretary_from", "activity", "venue"})


def _all_of(wanted: tuple[Wanted, ...]) -> Q:
    condition = Q()
    for each in wanted:
        if not isinstance(each, str):
            condition &= Q(**{f"{each[0]}__in": sorted(each[1])})
        elif each in TEXT:
            condition &= ~Q(**{each: ""})
        else:
            condition &= Q(**{f"{each}__isnull": False})
    return condition
