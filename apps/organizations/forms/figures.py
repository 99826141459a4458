"""Figures told anew when an organization is split: a field for each side, nothing is filled in beforehand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from ..choices import LedgerSource
from ..facility_choices import PostKind
from ..models import Metric, Organization
from ..periods import period_label
from ..queries import HeldFigure
from ..services import Figures, Told
from .facilities import post_field
from .facts import metric_field

HERE, THERE = "here", "there"


@dataclass(frozen=True)
class Side:
    """One column to type in: which organization, what people read above it."""

    key: str
    label: str
    sector: str
    level: str


@dataclass(frozen=True)
class FigureLine:
    """One row: what it is, what holds now, the fields."""

    label: str
    period: str
    held: str
    #: The heading of each side with its field, None where its sector or level is not asked.
    cells: list[tuple[str, forms.BoundField | None]]


class FiguresForm(forms.Form):
    """What each organization has from the day of the act on. An empty field tells nothing.

    Args:
        organization: the one that is split; its present values stand beside the fields.
        sides: the columns to type in.
        figures: what it has told of the present and the running periods.
        posts: numbers of its posts, by kind; told anew beside its facts.
        seen: the newest observation among them.
    """

    def __init__(
        self,
        *args: Any,
        organization: Organization,
        sides: Sequence[Side],
        figures: Iterable[HeldFigure],
        posts: Iterable[tuple[PostKind, int]] = (),
        seen: int = 0,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.organization, self.sides = organization, sides
        self.figures, self.posts = list(figures), list(posts)
        self.fields["figures_seen"] = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=seen)
        for side in sides:
            for held in self.figures:
                if held.metric.is_asked_of(side.sector, side.level):
                    self._add(_name(held.metric, side.key), metric_field(held.metric), side)
            for kind, _ in self.posts:
                self._add(_post_name(kind, side.key), post_field(kind), side)

    def told(self) -> Figures:
        """What was typed, of the one acted upon and of the other one."""
        return Figures(self._told(HERE), self._told(THERE), self.cleaned_data.get("figures_seen"))

    @property
    def lines(self) -> list[FigureLine]:
        """Facts in the order of the catalogue, posts after them."""
        facts = [self._of_metric(held) for held in self.figures]
        return [*facts, *(self._of_posts(kind, count) for kind, count in self.posts)]

    def _of_metric(self, held: HeldFigure) -> FigureLine:
        cells = [(side.label, self._bound(_name(held.metric, side.key))) for side in self.sides]
        period = period_label(held.period) if held.period else ""
        return FigureLine(held.metric.name, period, held.fact.value_text, cells)

    def _of_posts(self, kind: PostKind, count: int) -> FigureLine:
        cells = [(side.label, self._bound(_post_name(kind, side.key))) for side in self.sides]
        return FigureLine(kind.label, LedgerSource.FACILITIES.label, f"{count} 个", cells)

    def _add(self, name: str, field: forms.Field, side: Side) -> None:
        field.label, field.help_text = f"{field.label}，{side.label}", ""
        self.fields[name] = field

    def _bound(self, name: str) -> forms.BoundField | None:
        return self[name] if name in self.fields else None

    def _told(self, side: str) -> Told:
        values = [(held.metric, self.cleaned_data.get(_name(held.metric, side)), held.period) for held in self.figures]
        posts = {kind.value: self.cleaned_data.get(_post_name(kind, side)) for kind, _ in self.posts}
        return Told(
            tuple(row for row in values if row[1] not in (None, "")),
            {kind: count for kind, count in posts.items() if count is not None},
        )


def _name(metric: Metric, side: str) -> str:
    return f"figure_{metric.pk}_{side}"


def _post_name(kind: PostKind, side: str) -> str:
    return f"post_{kind.value}_{side}"
