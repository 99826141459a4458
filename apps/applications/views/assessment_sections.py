"""The sections of a self-assessment: the index beside the page, its filters, and a long section in pieces."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from apps.standards import engine

from ..models import Response
from ..queries.assessment import Sheet

CHINESE = "一二三四五六七八九十"


@dataclass(frozen=True)
class SectionLine:
    """A section in the index: how much of it is answered, and what it has earned."""

    code: str
    title: str
    number: int
    url: str
    done: int
    total: int
    points: Decimal
    most: Decimal
    met: int = 0
    current: bool = False

    @property
    def lacking(self) -> int:
        return self.total - self.done

    @property
    def number_cn(self) -> str:
        return CHINESE[self.number - 1] if self.number <= len(CHINESE) else str(self.number)

    @property
    def next_label(self) -> str:
        return f"下一节：{self.title}"


def section_lines(sheet: Sheet, current: str = "") -> list[SectionLine]:
    """Every section of the organization, in order."""
    shown = sheet.outcome.shown_points()
    lines = []
    for number, section in enumerate(sheet.outcome.children, 1):
        leaves = list(section.leaves())
        lines.append(
            SectionLine(
                code=section.code,
                title=section.title,
                number=number,
                url=reverse("applications:assessment_section", args=[sheet.application.pk, section.code]),
                done=sum(sheet.answered(leaf) for leaf in leaves),
                total=len(leaves),
                points=shown[section.code],
                most=section.max,
                met=sum(leaf.verdict == engine.Verdict.MET for leaf in leaves),
                current=section.code == current,
            )
        )
    return lines


#: Filters of a section: key, words, and the leaves meant.
FILTERS = (
    ("", "全部", lambda sheet, leaf: True),
    ("open", "未填", lambda sheet, leaf: not sheet.answered(leaf)),
    ("unmet", "未达标", lambda sheet, leaf: leaf.verdict in (engine.Verdict.UNMET, engine.Verdict.PARTIAL)),
    ("insufficient", "数据不足", lambda sheet, leaf: leaf.state is engine.State.INSUFFICIENT),
)


def filters_of(sheet: Sheet, section: engine.Outcome, show: str) -> list[dict[str, Any]]:
    """The filters with how many leaves each shows."""
    leaves = [leaf for leaf in section.leaves() if leaf.code in sheet.responses]
    page = reverse("applications:assessment_section", args=[sheet.application.pk, section.code])
    return [
        {
            "label": words,
            "url": f"{page}?show={key}" if key else page,
            "active": key == show,
            "count": sum(meant(sheet, leaf) for leaf in leaves),
        }
        for key, words, meant in FILTERS
    ]


def shown_by(sheet: Sheet, show: str) -> Callable[[engine.Outcome], bool]:
    """Whether a leaf is shown under a filter; an unknown one shows all."""
    meant = next((meant for key, _, meant in FILTERS if key == show), FILTERS[0][2])
    return lambda leaf: meant(sheet, leaf)


def next_open(sheet: Sheet, code: str) -> dict[str, Any] | None:
    """Where the next leaf lies from which something is awaited: in this section, else in the next one that has any."""
    sections = list(sheet.outcome.children)
    at = next((index for index, section in enumerate(sections) if section.code == code), 0)
    for section in [*sections[at:], *sections[:at]]:
        for leaf in section.leaves():
            if leaf.code in sheet.responses and not sheet.answered(leaf):
                return {"url": leaf_url(sheet, section.code, sheet.responses[leaf.code]), "here": section.code == code}
    return None


#: A long section is drawn with so many leaves; the others come in pieces when they are reached.
WHOLE, FIRST, PIECE = 14, 5, 10


@dataclass(frozen=True)
class Stub:
    """A leaf that is not drawn yet: its name, and whether it is answered."""

    key: int
    number: str
    title: str
    is_open: bool


@dataclass(frozen=True)
class Piece:
    """Leaves of a long section that come when they are reached; ``url`` brings them."""

    url: str
    stubs: tuple[Stub, ...]


def pieces_of(sheet: Sheet, section: engine.Outcome, show: str) -> tuple[int, list[Piece]]:
    """How many leaves are drawn at once, and the pieces of the others."""
    shown = numbered(sheet, section, show)
    if len(shown) <= WHOLE:
        return len(shown), []
    page = reverse("applications:assessment_section", args=[sheet.application.pk, section.code])
    number = sheet.outcome.children.index(section) + 1
    pieces = []
    for start in range(FIRST, len(shown), PIECE):
        stubs = tuple(
            Stub(sheet.responses[leaf.code].pk, f"{number}.{at}", leaf.title, not sheet.answered(leaf))
            for at, leaf in shown[start : start + PIECE]
        )
        pieces.append(Piece(f"{page}?{urlencode({'show': show, 'from': start})}", stubs))
    return FIRST, pieces


def numbered(sheet: Sheet, section: engine.Outcome, show: str) -> list[tuple[int, engine.Outcome]]:
    """The leaves of a section that a filter shows, each with its place in the whole section."""
    wanted = shown_by(sheet, show)
    leaves = [leaf for leaf in section.leaves() if leaf.code in sheet.responses]
    return [(at, leaf) for at, leaf in enumerate(leaves, 1) if wanted(leaf)]


def leaf_url(sheet: Sheet, section: str, response: Response) -> str:
    """The address of one leaf on its section's page."""
    page = reverse("applications:assessment_section", args=[sheet.application.pk, section])
    return f"{page}#leaf-{response.pk}"
