"""What the pages of a self-assessment show: sections, leaves, figures already known, and why."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse

from apps.core.models import FileUse
from apps.organizations.choices import RecordKind
from apps.organizations.models import Metric
from apps.organizations.queries import derived_metrics, metrics_named
from apps.standards import engine
from apps.standards.engine.measures import CohortRank, MeanBelow, ShareOfDescendants, Survey
from apps.standards.engine.measures.time import Frequency
from apps.standards.engine.readings import Used, used_fact, value_text
from apps.standards.engine.words import period_label, source_label

from ..answers import control_of, own_metric
from ..forms.self_assessment import LeafForm
from ..models import GapItem, Response
from ..queries.assessment import Desk, Sheet
from ..queries.gap_items import open_items
from ..queries.record_evidence import record_kinds
from .assessment_events import EventBox, event_boxes, event_kinds
from .assessment_sections import leaf_url, numbered

GIVEN_WORDS = (
    (Survey, "群众测评结果录入后自动计入，不用填报。"),
    (MeanBelow, "由所辖党组织的结果自动平均，不用填报。"),
    (ShareOfDescendants, "由所辖党组织的数据自动汇总，不用填报。"),
    (CohortRank, "同组单位数据齐全后自动排名，不用填报。"),
)
#: The engine's verdicts in the words of the ``verdict`` component.
VERDICTS = {"met": "met", "partial": "partly", "unmet": "unmet"}


@dataclass(frozen=True)
class Known:
    """A value that the verdict stands on, and where it comes from."""

    text: str
    source: str


@dataclass(frozen=True)
class Doubt:
    """Why a known value asks to be checked: said to be right here, or put right in the field below."""

    label: str
    words: str
    metric: str
    period: str


@dataclass(frozen=True)
class RecordsLink:
    """The records of one kind in one year."""

    label: str
    count: int
    url: str


@dataclass
class Card:
    """One leaf. ``form`` is None where there is nothing to fill in; ``editable`` whether it may be filled in now."""

    number: str
    outcome: engine.Outcome
    response: Response
    files: list[FileUse]
    points: Decimal
    form: LeafForm | None = None
    #: The open item of the list of rectification, if the leaf is on it.
    item: GapItem | None = None
    editable: bool = False
    records_url: str = ""
    #: Work records by which the leaf is decided: words and the address of exactly these rows.
    records: tuple[RecordsLink, ...] = ()
    #: Dated events by which the leaf is decided.
    events: tuple[EventBox, ...] = ()
    conditions: tuple[Known, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    #: Whether something is still awaited from the branch.
    is_open: bool = False

    @property
    def key(self) -> int:
        return self.response.pk

    @property
    def target(self) -> str:
        """Where the script puts the slots after an upload."""
        return f"#slots-{self.key}"

    @property
    def leaf(self) -> engine.Criterion:
        assert self.outcome.criterion is not None
        return self.outcome.criterion

    @property
    def decided(self) -> bool:
        return self.outcome.state is engine.State.SCORED

    @property
    def verdict(self) -> str:
        """For the ``verdict`` component; insufficient has its own words in the template."""
        return VERDICTS[self.outcome.verdict.value] if self.outcome.verdict else self.outcome.state.value

    @property
    def most(self) -> Decimal:
        return self.outcome.max if self.outcome.state is not engine.State.NOT_APPLICABLE else self.leaf.points

    @property
    def requirement(self) -> str:
        """The measure in words, where the text of the clause or the form does not say it already."""
        plain = self.leaf.text and control_of(self.leaf) in ("yes_no", "checklist")
        return "" if plain else engine.describe_measure(self.leaf)

    @property
    def given(self) -> str:
        """Where the value of a leaf comes from that nobody types."""
        return next((words for kind, words in GIVEN_WORDS if isinstance(self.leaf.measure, kind)), "")

    @property
    def condition(self) -> str:
        return engine.describe_condition(self.leaf)

    @property
    def known(self) -> list[Known]:
        """The values that were looked at; those that decide whether the leaf applies come first."""
        reading = self.outcome.reading
        return [*self.conditions, *(_known(used) for used in reading.used)] if reading else list(self.conditions)

    @property
    def why(self) -> list[str]:
        """How the verdict came about, without the rule, the inputs and the gain, which stand by themselves."""
        return [sentence.text for sentence in self.outcome.explanation if sentence.kind in ("arithmetic", "note")]

    @property
    def rule(self) -> str:
        return engine.describe_scoring(self.leaf)

    @property
    def gain(self) -> engine.Gain | None:
        return self.outcome.gain if self.decided else None

    @property
    def may_be_planned(self) -> bool:
        """Whether the leaf can be put on the list of rectification."""
        return self.editable and self.gain is not None and self.item is None

    @property
    def wants_evidence(self) -> bool:
        return self.leaf.evidence.need != "none" and self.outcome.state is not engine.State.NOT_APPLICABLE

    @property
    def evidence_label(self) -> str:
        need = self.leaf.evidence
        if need.need == "required":
            return f"佐证材料（至少 {max(1, need.at_least)} 份）"
        return "佐证材料（选填）"


def _conditions(sheet: Sheet, leaf: engine.Criterion) -> tuple[Known, ...]:
    """The known values that decide whether a leaf applies, unless its measure reads them too."""
    if leaf.when is None or leaf.measure is None:
        return ()
    own = {need.code for need in leaf.measure.needs(leaf.code)}
    facts = ((test, sheet.inputs.facts.get(test.key)) for test in leaf.when.tests() if test.key not in own)
    return tuple(_known(used_fact(test.label, fact, test.unit)) for test, fact in facts if fact is not None)


def _doubts(sheet: Sheet, leaf: engine.Criterion) -> tuple[Doubt, ...]:
    """Values that the leaf reads and that somebody should look at again."""
    needs = leaf.measure.needs(leaf.code) if leaf.measure is not None else ()
    codes = dict.fromkeys(need.code for need in needs if need.kind in ("metric", "history"))
    facts = [sheet.current[code] for code in codes if code in sheet.current]
    return tuple(Doubt(fact.metric.name, fact.doubt, fact.metric.code, fact.period) for fact in facts if fact.doubt)


def _known(used: Used) -> Known:
    unit = used.unit if used.unit in ("", "%") else f" {used.unit}"
    origin = [period_label(used.period), source_label(used.source)]
    return Known(f"{used.label} {value_text(used.value)}{unit}", "，".join(text for text in origin if text))


def metrics_of(sheet: Sheet, leaves: Iterable[engine.Outcome]) -> dict[str, Metric]:
    """The metrics that these leaves read, by code. One query."""
    codes = {
        need.code
        for leaf in leaves
        if leaf.code in sheet.needs
        for need in sheet.needs[leaf.code].needs
        if need.kind in ("metric", "history")
    }
    return metrics_named(codes)


def metrics_read(desk: Desk, leaf: engine.LeafNeeds) -> dict[str, Metric]:
    """The metrics that one leaf reads, by code. One query, none where their facts are known."""
    codes = {need.code for need in leaf.needs if need.kind in ("metric", "history")}
    known = {code: desk.current[code].metric for code in codes if code in desk.current}
    lacking = codes - known.keys()
    return known | metrics_named(lacking) if lacking else known


def cards_of(
    sheet: Sheet,
    section: engine.Outcome,
    *,
    editable: bool,
    show: str = "",
    start: int = 0,
    count: int | None = None,
) -> list[Card]:
    """The leaves of one section, with forms while they may be filled in.

    Args:
        show: a filter; start, count: a piece of what it shows.
    """
    placed = numbered(sheet, section, show)[start : None if count is None else start + count]
    numbers = {leaf.code: at for at, leaf in placed}
    leaves = [leaf for _, leaf in placed]
    number = sheet.outcome.children.index(section) + 1
    metrics = metrics_of(sheet, leaves) if editable else {}
    shown = sheet.outcome.shown_points()
    known = metrics.values() if editable else derived_metrics()
    derived = {metric.code: metric.derived["record"] for metric in known if metric.derived}
    kinds = event_kinds(leaves)
    cards = [
        _card(sheet, leaf, f"{number}.{numbers[leaf.code]}", shown[leaf.code], metrics, derived, editable)
        for leaf in leaves
    ]
    items = open_items(sheet.application)
    for card in cards:
        card.events = event_boxes(sheet, card.outcome, kinds)
        card.item = items.get(card.outcome.code)
    return cards


def _card(
    sheet: Sheet,
    leaf: engine.Outcome,
    number: str,
    points: Decimal,
    metrics: Mapping[str, Metric],
    derived: Mapping[str, str],
    editable: bool,
) -> Card:
    response = sheet.responses[leaf.code]
    card = Card(number, leaf, response, list(sheet.files.get(response.pk, ())), points, editable=editable)
    card.conditions = _conditions(sheet, card.leaf)
    card.doubts, card.is_open = _doubts(sheet, card.leaf), not sheet.answered(leaf)
    if isinstance(card.leaf.measure, Frequency):
        card.records_url = reverse("organizations:records", args=[sheet.application.organization_id])
    card.records = tuple(_records(sheet, card.leaf, derived))
    if editable and leaf.code in sheet.needs:
        card.form = LeafForm(None, sheet=sheet, response=response, needs=sheet.needs[leaf.code], metrics=metrics)
    return card


def _records(sheet: Sheet, leaf: engine.Criterion, derived: Mapping[str, str]) -> Iterator[RecordsLink]:
    """What was held in the year of the assessment, of each kind that the leaf reads."""
    address = reverse("organizations:records", args=[sheet.application.organization_id])
    year = sheet.inputs.as_of.year
    for kind in record_kinds(leaf, derived):
        count = sum(day.year == year for day in sheet.inputs.records.get(kind, ()))
        url = f"{address}?kind={kind}&year={year}&state=held&range=own"
        if not count and kind not in derived.values():
            continue
        yield RecordsLink(RecordKind(kind).label if kind in RecordKind.values else kind, count, url)


def section_and_number(sheet: Sheet, code: str) -> tuple[engine.Outcome, str]:
    """The section of a leaf, and the leaf's number in it."""
    for at, section in enumerate(sheet.outcome.children, 1):
        for index, leaf in enumerate(section.leaves(), 1):
            if leaf.code == code:
                return section, f"{at}.{index}"
    raise KeyError(code)


def related_cards(sheet: Sheet, section: engine.Outcome, code: str) -> list[Card]:
    """The leaf and those of its section that read one of the same inputs: what an answer may have changed."""
    mine = _inputs(sheet, code)
    cards = cards_of(sheet, section, editable=False)
    for card in cards:
        card.editable = True
    return [card for card in cards if card.outcome.code == code or mine & _inputs(sheet, card.outcome.code)]


def _inputs(sheet: Sheet, code: str) -> set[str]:
    leaf = sheet.tree.by_code[code]
    assert leaf.measure is not None
    own = {need.code for need in leaf.measure.needs(code)} | {own_metric(leaf)}
    return (own | {test.key for test in (leaf.when.tests() if leaf.when else ())}) - {""}


def gap_cards(sheet: Sheet, items: Mapping[str, GapItem] | None = None) -> list[dict[str, Any]]:
    """Decided leaves with something to gain, most first, each with its item of the list of rectification.

    ``items``: the open ones by leaf code, when the caller has read them.
    """
    rows = []
    items = open_items(sheet.application) if items is None else items
    for leaf in sheet.outcome.gaps():
        response = sheet.responses.get(leaf.code)
        if response is None or leaf.state is not engine.State.SCORED or leaf.gain is None:
            continue
        section, number = section_and_number(sheet, leaf.code)
        rows.append(
            {
                "number": number,
                "title": leaf.title,
                "url": leaf_url(sheet, section.code, response),
                "gain": leaf.gain,
                "item": items.get(leaf.code),
                "plan_url": reverse("applications:assessment_gap", args=[sheet.application.pk, response.pk]),
            }
        )
    return rows


def problem_of(leaf: engine.Outcome) -> str:
    """What is lacking, as it stands on the list of rectification."""
    if leaf.state is engine.State.SCORED and leaf.gain is not None:
        return f"{leaf.title}：{leaf.gain.text}"[:500]
    assert leaf.criterion is not None
    return f"{leaf.title}：{leaf.reason or engine.describe_measure(leaf.criterion)}"[:500]
