"""What an organization itself holds, units and facilities, when it ends or is divided: handed over as a whole or in part."""

from collections.abc import Collection, Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import F, QuerySet

from apps.core import clock
from apps.core.exceptions import Invalid
from apps.core.models import FileUse
from apps.core.states import record
from apps.core.verdicts import Acting

from ..models import Facility, JointMember, LibraryFile, Organization, Unit
from ..querysets import lasting
from ..registries import Share
from .joining import take_over

UNIT, FACILITY, SEAT = "organizations.unit", "organizations.facility", "organizations.jointmember"


def hand_over_all(organization: Organization, to: Organization, acting: Acting) -> list[str]:
    """Its ledger and its places go on in another organization; says how many of each.

    Raises:
        Invalid: a unit of the same name in both ledgers.
    """
    units = list(Unit.objects.in_ledger().filter(organization=organization))
    places = list(Facility.objects.in_use().filter(organization=organization))
    _hand_over_units(units, organization, to, acting)
    _hand_over_places(places, organization, to, acting)
    Unit.objects.filter(party_organization=organization).update(party_organization=to)
    files = _hand_over_library(organization, to)
    told = ((len(units), "台账单位 {} 个"), (len(places), "阵地 {} 处"), (files, "材料 {} 份"))
    return [words.format(number) for number, words in told if number]


def foresee_holdings(organization: Organization, moved: Any = ()) -> Iterator[Share]:
    """Facilities, units and seats in joint organizations. Three statements; facts are never divided, they are told."""
    for place in Facility.objects.in_use().filter(organization=organization).order_by("name", "pk"):
        yield Share(f"{FACILITY}:{place.pk}", "阵地", f"{place.name}（{place.get_kind_display()}）")
    for unit in Unit.objects.in_ledger().filter(organization=organization).order_by("name", "pk"):
        yield Share(f"{UNIT}:{unit.pk}", "台账单位", f"{unit.name}（{unit.get_kind_display()}）")
    for seat in _seats(organization).order_by("pk"):
        label = f"在{seat.organization.short_name}担任{seat.get_role_display()}"
        yield Share(f"{SEAT}:{seat.pk}", "联合党组织成员", label)


def carry_holdings(
    organization: Organization, new: Organization, keys: Collection[str], acting: Acting, reason: str
) -> None:
    """Give the chosen ones to the new organization."""
    units = Unit.objects.in_ledger().filter(organization=organization, pk__in=chosen(keys, UNIT))
    places = Facility.objects.in_use().filter(organization=organization, pk__in=chosen(keys, FACILITY))
    _hand_over_units(list(units), organization, new, acting)
    _hand_over_places(list(places), organization, new, acting)
    for seat in _seats(organization).filter(pk__in=chosen(keys, SEAT)):
        take_over(seat, organization, new, clock.today())
        words = f"{seat.get_role_display()}由{organization.short_name}改为{new.short_name}"
        record(seat.organization, "join", acting=acting, reason=words)


def _seats(organization: Organization) -> QuerySet[JointMember]:
    return JointMember.objects.filter(lasting(), member=organization).select_related("organization")


def chosen(keys: Collection[str], model: str) -> list[int]:
    """Primary keys of one model among keys like ``organizations.unit:7``."""
    return [int(key.rpartition(":")[2]) for key in keys if key.rpartition(":")[0] == model]


def _hand_over_units(units: list[Unit], organization: Organization, to: Organization, acting: Acting) -> None:
    names = {each.name for each in units}
    doubled = Unit.objects.in_ledger().filter(organization=to, name__in=names).first()
    if doubled:
        raise Invalid(f"两个党组织的台账中都有“{doubled.name}”，请先移出其中一个。")
    found = Unit.objects.filter(pk__in=[each.pk for each in units])
    found.update(organization=to, organization_path=to.path, version=F("version") + 1)
    for each in units:
        record(each, "hand_over", acting=acting, reason=f"{organization.short_name} → {to.short_name}")


def _hand_over_places(places: list[Facility], organization: Organization, to: Organization, acting: Acting) -> None:
    taken = set(Facility.objects.in_use().filter(organization=to).values_list("name", flat=True))
    for each in places:
        if each.name in taken:
            each.name = f"{each.name}（原{organization.short_name}）"[:100]
        each.organization, each.organization_path = to, to.path
        each.version += 1
        each.save(update_fields=["name", "organization", "organization_path", "version"])
        record(each, "hand_over", acting=acting, reason=f"{organization.short_name} → {to.short_name}")


def _hand_over_library(organization: Organization, to: Organization) -> int:
    """Files that the other library has already stay where they are, and so do older versions of those."""
    held = LibraryFile.objects.filter(organization=to).values("file")
    moved = LibraryFile.objects.filter(organization=organization).exclude(file__in=held)
    keys = [str(key) for key in moved.values_list("pk", flat=True)]
    number = moved.update(organization=to, organization_path=to.path)
    kind = ContentType.objects.get_for_model(LibraryFile)
    FileUse.objects.filter(owner_type=kind, owner_id__in=keys).update(organization_path=to.path)
    return number
