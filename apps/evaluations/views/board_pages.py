"""The board in pages: rows run on over the groups, each page with the heads of the groups that it shows."""

from dataclasses import dataclass, field

from django.core.paginator import Page, Paginator

from ..models import Evaluation
from ..queries import Group

PAGE_SIZE = 50


@dataclass
class Part:
    """What one page shows of a group; figures of the head are those of the whole group."""

    group: Group
    rows: list[Evaluation] = field(default_factory=list)
    unranked: list[Evaluation] = field(default_factory=list)


def page_of(groups: list[Group], number: str | None, size: int = PAGE_SIZE) -> tuple[Page, list[Part]]:
    """The page with this number (the nearest there is) and its groups with their rows."""
    rows = [(group, row) for group in groups for row in [*group.rows, *group.unranked]]
    page = Paginator(rows, size).get_page(number)
    parts: dict[str, Part] = {}
    for group, row in page.object_list:
        part = parts.setdefault(group.code, Part(group))
        (part.rows if row.rank else part.unranked).append(row)
    return page, list(parts.values())
