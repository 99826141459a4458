"""The offices' own Word layouts of inspection papers: the nearest one at or above an organization holds."""

from collections.abc import Iterable

from apps.core.models import FileUse
from apps.organizations.models import Organization
from apps.organizations.querysets import lineage

from ..layout_kinds import KINDS, PURPOSE


def layout_for(kind: str, path: str) -> FileUse | None:
    """The layout by which the organization with this path writes; None: ours. One statement."""
    return layouts_above(path, [kind]).get(kind)


def layouts_above(path: str, kinds: Iterable[str] = KINDS) -> dict[str, FileUse]:
    """Kind → the layout that holds at this path, of the nearest organization that keeps one. One statement."""
    purposes = [KINDS[kind].purpose for kind in kinds]
    rows = FileUse.objects.live().filter(purpose__in=purposes, organization_path__in=lineage(path))
    found: dict[str, FileUse] = {}
    for use in rows.order_by("organization_path", "created_at"):  # the nearest and newest stands last
        found[use.purpose.removeprefix(PURPOSE)] = use
    return found


def own_layouts(organization: Organization, kind: str) -> list[FileUse]:
    """What the organization itself keeps of one kind."""
    uses = FileUse.objects.of(organization).filter(purpose=KINDS[kind].purpose)
    return list(uses.filter(organization_path=organization.path).order_by("-created_at"))
