"""Conditions to any depth: a list of tests and of groups, each group a list again that is combined in its own way."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..engine.words import ATTRIBUTE_VALUES
from ..schema import DEEPEST
from . import specs as table
from .catalogue import Catalogue
from .groups import NESTED, Group, Nested, Rows, Texts
from .specs import Spec

MODE = Spec("mode", "须满足", "choice", choices=(("all", "全部条件"), ("any", "任一条件")), default="all")


class TestRow(Group):
    """One comparison; values of an organization's attributes are typed and shown by their names."""

    def is_valid(self) -> bool:
        self._translated(tell=True)
        return super().is_valid()

    def read(self) -> dict[str, Any]:
        found = super().read()
        if "value" in found and (value := self._translated()) is not None:
            found["value"] = value
        return found

    def _translated(self, *, tell: bool = False) -> Any:
        """The machine values of what was typed; None where the typed value is taken as it is."""
        cleaned, name = self.form.cleaned_data, f"{self.prefix}-value"
        known = ATTRIBUTE_VALUES.get(cleaned.get(f"{self.prefix}-attribute") or "")
        typed = cleaned.get(name)
        if known is None or cleaned.get(f"{self.prefix}-metric") or typed in (None, ""):
            return None
        codes = {title: code for code, title in known.items()} | {code: code for code in known}
        values = typed if isinstance(typed, list) else [typed]
        strange = [str(each) for each in values if str(each) not in codes]
        if strange:
            if tell and not self.form.has_error(name):
                self.form.add_error(name, f"没有“{'、'.join(strange)[:40]}”，可写：{'、'.join(known.values())}")
            return None
        found = [codes[str(each)] for each in values]
        return found if isinstance(typed, list) else found[0]


class ConditionPart(Rows):
    """Tests and groups that must all hold, or any of them. A row with a mode of its own is a group."""

    kind = "condition"

    def __init__(self, spec: Spec, data: Texts, name: str, catalogue: Catalogue, numbers: tuple[int, ...] = ()) -> None:
        """``numbers`` say where a group stands: the second in the first is (1, 2)."""
        self.numbers = numbers
        super().__init__(spec, data, name, catalogue)
        self.mode = Group((MODE,), data, name, catalogue)

    def row(self, prefix: str) -> Group | Nested:
        place = self.order.index(prefix.rpartition("-")[2]) + 1
        if f"{prefix}-mode" in self.data and self.may_nest:
            return ConditionPart(self.spec, self.data, prefix, self.catalogue, (*self.numbers, place))
        return TestRow(self.spec.columns, self.data, prefix, self.catalogue)

    @property
    def may_nest(self) -> bool:
        return len(self.numbers) + 1 < DEEPEST

    @property
    def title(self) -> str:
        """What the group is called: by its place."""
        return f"条件组 {'.'.join(map(str, self.numbers))}" if self.numbers else self.spec.label

    @property
    def mode_field(self) -> Any:
        return self.mode.form[f"{self.name}-mode"]

    def inner(self) -> Iterable[Group | Nested]:
        return [self.mode, *super().inner()]

    def read(self) -> Any:
        found = super().read()
        return {self.mode.data.get(f"{self.name}-mode") or "all": found} if found else None

    def tell(self, name: str, text: str) -> bool:
        # A file may write a single test without a list around it.
        alone = name.removeprefix(f"{self.name}-")
        return super().tell(name, text) or (alone != name and super().tell(f"{self.name}-0-{alone}", text))


class Requirements(Rows):
    """Prerequisites of a grade: a criterion to be reached, or a condition on facts."""

    kind = "requirements"
    condition = Spec("when", "条件", "condition", columns=table.TEST, add="添加条件", hint=table.VALUES)

    def row(self, prefix: str) -> Group | Nested:
        if f"{prefix}-mode" in self.data:
            return ConditionPart(self.condition, self.data, prefix, self.catalogue)
        return Group(self.spec.columns, self.data, prefix, self.catalogue)


NESTED["condition"] = ConditionPart
NESTED["requirements"] = Requirements
