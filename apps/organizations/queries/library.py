"""材料库: what an organization has, where it is used, and which of its versions."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.contrib.contenttypes.models import ContentType

from apps.core.models import FileUse
from apps.core.registries import Place, places_of

from ..models import LibraryFile, Organization


class Material(NamedTuple):
    """A file of the library with the use by which it is read and in how many places it stands."""

    item: LibraryFile
    use: FileUse | None
    used: int


def materials(items: Sequence[LibraryFile]) -> list[Material]:
    """The same files with their uses: one statement for any number."""
    kind = ContentType.objects.get_for_model(LibraryFile).pk
    counts: Counter[tuple[Any, str]] = Counter()
    own: dict[str, FileUse] = {}
    for use in _uses(items):
        if use.owner_type_id == kind:
            own[use.owner_id] = use
        else:
            counts[use.file_id, use.organization_path] += 1
    return [
        Material(item, own.get(str(item.pk)), counts[item.file_id, item.organization_path]) for item in items
    ]  # fmt: skip


def _uses(items: Iterable[LibraryFile]) -> Any:
    files = {item.file_id for item in items}
    paths = {item.organization_path for item in items}
    return FileUse.objects.live().filter(file__in=files, organization_path__in=paths)


def used_in(user: Any, item: LibraryFile) -> list[tuple[FileUse, Place]]:
    """Where the file is used in the organization's name, as far as the person may see it; newest first."""
    kind = ContentType.objects.get_for_model(LibraryFile)
    uses = list(_uses([item]).exclude(owner_type=kind).order_by("-created_at"))
    places = places_of(user, uses)
    return [(use, places[use.pk]) for use in uses if use.pk in places]


def versions_of(item: LibraryFile) -> list[LibraryFile]:
    """All versions of a file, the newest first; bounded by the number that the versions count."""
    newest = item
    while (following := LibraryFile.objects.filter(previous=newest).first()) is not None:
        newest = following
    found = [newest]
    while found[-1].previous_id is not None:
        found.append(LibraryFile.objects.get(pk=found[-1].previous_id))
    return found


def tags_of(organization: Organization) -> list[str]:
    """The tags in use, for the filter."""
    rows = LibraryFile.objects.filter(organization=organization).current().values_list("tags", flat=True)
    return sorted({tag for tags in rows for tag in tags})
