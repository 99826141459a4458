"""分类指导: how an organization's sector goes about a standard, and hints of its sections. Never assessed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from apps.organizations.models import Organization
from apps.standards import engine
from apps.standards.models import StandardVersion


@dataclass(frozen=True, slots=True)
class Advice:
    """One hint: of what, and what it says."""

    title: str
    text: str


def advice_for(
    version: StandardVersion, organization: Organization, sections: Iterable[engine.Outcome]
) -> list[Advice]:
    """The text of the organization's sector, then those of the sections that it has, in their order."""
    own = version.guidance_for(organization.sector)
    first = [Advice(organization.get_sector_display(), own)] if own else []
    return [*first, *(advice for section in sections for advice in _of(section))]


def _of(node: engine.Outcome) -> Iterator[Advice]:
    """A section and the sections in it; leaves show their own hint where they stand."""
    if not node.children:
        return
    if node.criterion is not None and node.criterion.guidance:
        yield Advice(node.title, node.criterion.guidance)
    for child in node.children:
        yield from _of(child)
