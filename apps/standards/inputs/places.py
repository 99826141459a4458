"""Where an organization stands: its attributes, and its place in an ordered tree."""

from typing import Any

from apps.organizations.models import Organization

ATTRIBUTES = ("sector", "kind", "level", "stars", "is_weak")
#: Sorts behind every path below a given one: paths are digits and capital letters.
LAST = "~"


def attributes_of(organization: Organization) -> dict[str, Any]:
    """What conditions of a standard may read of an organization."""
    found = {name: getattr(organization, name) for name in ATTRIBUTES}
    found["weak"] = organization.is_weak
    return found
