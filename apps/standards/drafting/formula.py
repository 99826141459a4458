"""How the total is made of its parts, as people write it: （基础分 − 扣分）× 0.7 + 考核得分 × 0.3."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

SIGNS = str.maketrans({"（": "(", "）": ")", "×": "*", "＊": "*", "·": "*", "÷": "/", "／": "/", "＋": "+", "－": "-",
                       "−": "-", "—": "-", "，": ",", "、": ",", "％": "%"})  # fmt: skip
TOKEN = re.compile(r"\s*(\d+(?:\.\d+)?%?|[()+\-*/,]|[^\s()+\-*/,]+)")
FUNCTIONS = {"最小": "min", "最大": "max", "平均": "mean", "min": "min", "max": "max", "mean": "mean"}
NAMES = {"min": "最小", "max": "最大", "mean": "平均"}
BINARY = {"add": "+", "subtract": "−", "multiply": "×"}

Formula = Any


def parse_formula(text: str, parts: Mapping[str, str]) -> Formula:
    """The tree of fixed operators that a text means.

    Args:
        parts: codes by title; codes themselves are understood as well.

    Raises:
        ValueError: with a Chinese sentence that says what was not understood.
    """
    known = {**parts, **{code: code for code in parts.values()}}
    reader = _Reader([match.group(1) for match in TOKEN.finditer(text.translate(SIGNS))], known)
    formula = reader.sum()
    if reader.rest:
        raise ValueError(f"“{reader.rest[0]}”处看不懂")
    return formula


class _Reader:
    def __init__(self, tokens: list[str], parts: Mapping[str, str]) -> None:
        self.rest, self.parts = tokens, parts

    def take(self, *wanted: str) -> str:
        return self.rest.pop(0) if self.rest and self.rest[0] in wanted else ""

    def need(self, mark: str) -> None:
        if not self.take(mark):
            raise ValueError(f"缺少“{mark}”")

    def sum(self) -> Formula:
        found = self.product()
        while sign := self.take("+", "-"):
            found = _joined("add" if sign == "+" else "subtract", found, self.product())
        return found

    def product(self) -> Formula:
        found = self.atom()
        while sign := self.take("*", "/"):
            other = self.atom()
            if sign == "/":
                if not isinstance(other, int | float) or not other:
                    raise ValueError("只能除以不为零的数")
                other = float(1 / Decimal(str(other)))
            found = _joined("multiply", found, other)
        return found

    def atom(self) -> Formula:
        if not self.rest:
            raise ValueError("算式没有写完")
        token = self.rest.pop(0)
        if token == "(":
            found = self.sum()
            self.need(")")
            return found
        if token in FUNCTIONS:
            return self.function(FUNCTIONS[token])
        if re.fullmatch(r"\d+(\.\d+)?%?", token):
            return _number(token)
        if token in self.parts:
            return self.parts[token]
        raise ValueError(f"没有名为“{token}”的组成部分")

    def function(self, name: str) -> Formula:
        self.need("(")
        found = [self.sum()]
        while self.take(","):
            found.append(self.sum())
        self.need(")")
        return {"op": name, "of": found}


def _joined(op: str, left: Formula, right: Formula) -> Formula:
    """Chains of one operator are one list."""
    if isinstance(left, dict) and left["op"] == op:
        return {"op": op, "of": [*left["of"], right]}
    return {"op": op, "of": [left, right]}


def _number(token: str) -> int | float:
    try:
        number = Decimal(token.rstrip("%")) / (100 if token.endswith("%") else 1)
    except InvalidOperation as error:
        raise ValueError(f"“{token}”不是数") from error
    return int(number) if number == number.to_integral_value() else float(number)


def show_formula(formula: Formula, titles: Mapping[str, str], inner: bool = False) -> str:
    """The formula as people write it.

    Args:
        titles: titles of the parts by code.
    """
    if not isinstance(formula, Mapping):
        return titles.get(formula, str(formula))
    shown = list(_operands(formula, titles))
    if formula["op"] in NAMES:
        return f"{NAMES[formula['op']]}（{'，'.join(shown)}）"
    text = f" {BINARY.get(formula['op'], formula['op'])} ".join(shown)
    return f"（{text}）" if inner and formula["op"] != "multiply" else text


def _operands(formula: Mapping[str, Any], titles: Mapping[str, str]) -> Iterator[str]:
    for each in formula.get("of", ()):
        yield show_formula(each, titles, inner=formula["op"] in ("multiply", "subtract"))
    if "by" in formula:
        yield str(formula["by"])
