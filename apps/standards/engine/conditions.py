"""Conditions on facts and attributes, in three-valued logic: yes, no, not known yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from .amounts import compare, parse_amount, parse_flag, show_exact
from .inputs import Inputs
from .words import ATTRIBUTE_VALUES, OPERATOR_SIGNS


@dataclass(frozen=True, slots=True)
class Test:
    """One comparison of a metric or an attribute; ``value`` is a number, a boolean, a text or a tuple."""

    key: str
    is_metric: bool
    label: str
    operator: str
    value: Any
    high: Decimal | None = None
    unit: str = ""

    def holds(self, inputs: Inputs) -> bool | None:
        """True, False, or None when the organization has not said."""
        given = self._given(inputs)
        if given is None:
            return None
        if isinstance(self.value, bool):
            flag = parse_flag(given)
            return None if flag is None else (flag == self.value) == (self.operator != "!=")
        if isinstance(self.value, Decimal):
            number, _ = parse_amount(given, signed=True)
            return None if number is None else compare(number, self.operator, self.value, self.high)
        return self._matches_text(given)

    def _given(self, inputs: Inputs) -> Any:
        if not self.is_metric:
            return inputs.attributes.get(self.key)
        fact = inputs.facts.get(self.key)
        return None if fact is None else fact.value

    def _matches_text(self, given: Any) -> bool:
        found = given in self.value if isinstance(self.value, tuple) else given == self.value
        return found == (self.operator != "!=")

    def describe(self) -> str:
        """Chinese, e.g. 党员人数 ≥ 150 人."""
        if isinstance(self.value, bool):
            wanted = self.value == (self.operator != "!=")
            negated = f"未{self.label[1:]}" if self.label.startswith("已") else f"非{self.label}"
            return self.label if wanted else negated
        if not isinstance(self.value, Decimal):
            values = self.value if isinstance(self.value, tuple) else (self.value,)
            known = {} if self.is_metric else ATTRIBUTE_VALUES.get(self.key, {})
            titles = "、".join(known.get(str(value), str(value)) for value in values)
            return f"{self.label}{'不' if self.operator == '!=' else ''}为{titles}"
        unit = f" {self.unit}" if self.unit else ""
        if self.operator == "between":
            high = show_exact(self.high or self.value)
            return f"{self.label} {show_exact(self.value)}—{high}{unit}"
        return f"{self.label} {OPERATOR_SIGNS[self.operator]} {show_exact(self.value)}{unit}"


@dataclass(frozen=True, slots=True)
class Condition:
    """All or any of its parts; parts may be conditions again."""

    every: bool
    parts: tuple[Condition | Test, ...]

    def holds(self, inputs: Inputs) -> bool | None:
        """All: one No decides; any: one Yes decides; else one unknown leaves it open."""
        answers = [part.holds(inputs) for part in self.parts]
        if (not self.every) in answers:
            return not self.every
        return None if None in answers else self.every

    def describe(self) -> str:
        """Chinese, parts joined by 且 or 或."""
        texts = [
            f"（{part.describe()}）" if isinstance(part, Condition) and len(part.parts) > 1 else part.describe()
            for part in self.parts
        ]
        return ("且" if self.every else "或").join(texts)

    def tests(self) -> Iterator[Test]:
        """Every comparison in the condition, in order."""
        for part in self.parts:
            if isinstance(part, Test):
                yield part
            else:
                yield from part.tests()

    def unknown_labels(self, inputs: Inputs) -> tuple[str, ...]:
        """Names of what must be known to decide the condition."""
        return tuple(dict.fromkeys(t.label for t in self.tests() if t.holds(inputs) is None))
