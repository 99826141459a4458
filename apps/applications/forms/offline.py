"""A self-assessment as cells of a workbook, and an uploaded workbook against what stands in the portal now."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.http import QueryDict

from apps.organizations.models import Metric
from apps.organizations.spreadsheet import BLANKS

from ..answer_sheet import Cell, Filled
from ..queries.assessment import Sheet
from .answer_fields import as_posted
from .self_assessment import LeafForm

YES, NO = "是", "否"
#: States of a difference: the file alone changed it, both did, or it cannot be taken.
CHANGED, CONFLICT, WRONG = "changed", "conflict", "wrong"
COLUMN = "填报内容"


@dataclass(frozen=True)
class Difference:
    """One cell: what stands in the portal, what the file says, and what is wrong with it."""

    key: str
    line: int
    number: str
    title: str
    label: str
    mine: str
    theirs: str
    state: str
    problem: str = ""
    version: int = 1

    @property
    def leaf(self) -> str:
        return self.key.split("|")[0]


def leaf_forms(sheet: Sheet, metrics: Mapping[str, Metric], section: str = "") -> dict[str, tuple[str, LeafForm]]:
    """Number and form of every leaf that is to be filled in, by its code; of one section when it is named."""
    found = {}
    for at, part in enumerate(sheet.outcome.children, 1):
        if section and part.code != section:
            continue
        for index, leaf in enumerate(part.leaves(), 1):
            if leaf.code in sheet.needs and leaf.code in sheet.responses:
                form = LeafForm(
                    None,
                    sheet=sheet,
                    response=sheet.responses[leaf.code],
                    needs=sheet.needs[leaf.code],
                    metrics=metrics,
                )
                found[leaf.code] = (f"{at}.{index}", form)
    return found


def cells_of(found: Mapping[str, tuple[str, LeafForm]]) -> list[Cell]:
    """One line per field, and per member of a checklist."""
    return [cell for number, form in found.values() for name in form.fields for cell in _cells(number, form, name)]


def _cells(number: str, form: LeafForm, name: str) -> Iterator[Cell]:
    bound, initial = form.fields[name], form.initial[name]
    common: dict[str, Any] = {
        "number": number,
        "title": form.leaf.title,
        "source": form.prefilled.get(name, ""),
        "locked": bound.disabled,
        "version": form.response.version,
    }
    key, label = f"{form.leaf.code}|{name}", str(bound.label)
    if isinstance(bound, forms.MultipleChoiceField):
        for code, title in bound.choices:
            ticked = YES if code in (initial or ()) else NO
            yield Cell(f"{key}|{code}", label=str(title), hint=label, value=ticked, choices=(YES, NO), **common)
    elif isinstance(bound, forms.ChoiceField):
        labels = {str(code): str(title) for code, title in bound.choices}
        value = labels.get(str(initial), "") if initial not in (None, "") else ""
        yield Cell(key, label=label, hint="从下拉列表选择", value=value, choices=tuple(labels.values()), **common)
    elif isinstance(bound, forms.BooleanField):
        yield Cell(key, label=label, hint="填是或否", value=YES if initial else NO, choices=(YES, NO), **common)
    else:
        hint = "填数字" if isinstance(bound, forms.DecimalField) else "填文字"
        yield Cell(key, label=label, hint=hint, value="" if initial is None else str(initial), **common)


def differences(found: Mapping[str, tuple[str, LeafForm]], lines: Iterable[Filled]) -> list[Difference]:
    """Where an uploaded workbook says something else than the portal, cell by cell, in the order of its lines."""
    cells = {cell.key: cell for cell in cells_of(found)}
    seen: dict[str, int] = {}
    result = []
    for line in lines:
        again = seen.setdefault(line.key, line.number)
        difference = _difference(found, cells.get(line.key), line, again)
        if difference is not None:
            result.append(difference)
    return result


def _difference(
    found: Mapping[str, tuple[str, LeafForm]], cell: Cell | None, line: Filled, first: int
) -> Difference | None:
    text = line.text
    if not text or _same(text, line.before):
        return None
    if cell is None:
        words = "工作簿中的这一行在当前自评中没有对应的填写项，可能指标已不适用，请重新下载"
        return Difference(line.key, line.number, "", "", "", "", text, WRONG, _sentence(line, words))
    problem = f"与第 {first} 行重复，只采用前一行" if first != line.number else ""
    if not problem and _same(text, cell.value):
        return None
    if not problem and cell.locked:
        problem = "已由检查核实，不能修改"
    problem = problem or _problem(found[cell.leaf][1], cell, text)
    state = WRONG if problem else CHANGED if _same(line.before, cell.value) else CONFLICT
    return Difference(
        line.key, line.number, cell.number, cell.title, cell.label, cell.value, text, state,
        _sentence(line, problem) if problem else "", cell.version,
    )  # fmt: skip


def _sentence(line: Filled, words: str) -> str:
    return f"第 {line.number} 行“{COLUMN}”列：{words}。"


def _same(one: str, other: str) -> bool:
    """Whether two cells say the same: blanks and the way of writing a number do not count."""
    left, right = BLANKS.sub(" ", one).strip(), BLANKS.sub(" ", other).strip()
    if left == right:
        return True
    try:
        return Decimal(left) == Decimal(right)
    except InvalidOperation:
        return False


def _problem(form: LeafForm, cell: Cell, text: str) -> str:
    """What is wrong with one cell by itself; empty when it can be taken."""
    if cell.choices and text not in cell.choices:
        return f"“{text[:20]}”无法识别，可填：{'、'.join(cell.choices)}"
    name = cell.key.split("|")[1]
    bound = form.fields[name]
    if cell.choices:
        return ""
    try:
        bound.clean(text)
    except forms.ValidationError as error:
        return "".join(error.messages).rstrip("。")
    return ""


def taken(form: LeafForm, chosen: Sequence[Difference]) -> QueryDict:
    """The leaf's form as a browser would post it with the chosen cells."""
    posted = QueryDict(mutable=True)
    members: dict[str, list[str]] = {}
    for difference in chosen:
        _, name, *member = difference.key.split("|")
        bound, key = form.fields[name], form.add_prefix(name)
        if member:
            ticked = members.setdefault(name, list(as_posted(bound, form.initial[name])))
            if difference.theirs == YES and member[0] not in ticked:
                ticked.append(member[0])
            elif difference.theirs == NO and member[0] in ticked:
                ticked.remove(member[0])
            posted.setlist(key, ticked)
        elif isinstance(bound, forms.ChoiceField):
            posted.setlist(key, [str(code) for code, title in bound.choices if str(title) == difference.theirs])
        elif isinstance(bound, forms.BooleanField):
            posted.setlist(key, ["on"] if difference.theirs == YES else [])
        else:
            posted.setlist(key, [difference.theirs])
    return form.merged(posted)


class OfflineUpload(forms.Form):
    """The workbook that was filled in."""

    file = forms.FileField(label="填好的工作簿", error_messages={"required": "请选择填好的工作簿。"})
    section = forms.CharField(widget=forms.HiddenInput, required=False, max_length=100)
