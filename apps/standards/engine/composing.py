"""Composite scores: parts and a formula of fixed operators over them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from .adjusting import Adjustment, Worlds, total
from .amounts import ONE, ZERO, parse_amount, show, show_exact
from .buckets import buckets_of
from .inputs import Inputs
from .lines import with_score
from .model import Version
from .outcome import Line, Outcome, PartOutcome, VersionOutcome
from .readings import Used
from .whole import Formula, Part
from .words import State

SIGNS = {"add": " + ", "subtract": " − ", "multiply": " × "}
NAMES = {"min": "取低", "max": "取高", "mean": "平均"}
Parts = Mapping[str, PartOutcome]


def part_outcomes(version: Version, root: VersionOutcome, inputs: Inputs) -> tuple[PartOutcome, ...]:
    """Every part with its value."""
    return tuple(_part(part, version, root, inputs) for part in version.whole.parts)


def _part(part: Part, version: Version, root: VersionOutcome, inputs: Inputs) -> PartOutcome:
    if part.survey:
        survey = inputs.surveys.get(part.survey)
        return _given(part, survey and survey.percent, survey, "%")
    if part.given:
        fact = inputs.given.get(part.given)
        return _given(part, fact and fact.value, fact, "分")
    return _sum(part, version, root)


def _given(part: Part, value: object, origin: object, unit: str) -> PartOutcome:
    """A figure from outside; without one the part is open between nothing and its full score."""
    open_value = Worlds(ZERO, ZERO, part.full)
    if value is None:
        return PartOutcome(part, State.UNANSWERED, open_value, part.full, reason=f"尚无“{part.title}”结果")
    used = Used(part.title, value, unit, getattr(origin, "period", ""), getattr(origin, "source", ""))
    number, problem = parse_amount(value)
    if number is not None and number > part.full:
        number, problem = None, f"超过满分 {show(part.full)}"
    if number is None:
        return PartOutcome(part, State.INSUFFICIENT, open_value, part.full, used, f"{part.title}{problem}")
    return PartOutcome(part, State.SCORED, Worlds(number, number, number), part.full, used)


def _sum(part: Part, version: Version, root: VersionOutcome) -> PartOutcome:
    nodes = _nodes(part, root)
    lines = _lines(part, version, root)
    found = buckets_of(nodes, lines)
    most = sum((node.max for node in nodes), sum((line.max_change for line in lines), ZERO))
    full = sum((node.full for node in nodes), sum((line.full_change for line in lines), ZERO))
    basic = found.basic if most <= 0 else found.basic.each(lambda points: points * full / most)
    states = {node.state for node in nodes}
    state = next((s for s in (State.UNANSWERED, State.INSUFFICIENT, State.SCORED) if s in states), State.NOT_APPLICABLE)
    reason = "有指标尚未判定" if state in {State.UNANSWERED, State.INSUFFICIENT} else ""
    return PartOutcome(part, state, total((basic, found.on_top)), full, reason=reason)


def _nodes(part: Part, root: VersionOutcome) -> list[Outcome]:
    return [node for child in root.children for node in child.walk() if node.code in part.criteria]


def _lines(part: Part, version: Version, root: VersionOutcome) -> list[Adjustment]:
    """Lines of the whole, or of a section above the part's criteria, that bound this part."""
    below = {node.code for top in _nodes(part, root) for node in top.walk()}
    within = {node.code for top in _nodes(part, root) for node in top.walk() if node.children}
    lines = [line for node in root.walk() if node is root or node.code not in within for line in node.adjustments]
    found = [line for line in lines if line.codes and below.issuperset(line.codes)]
    bonus = [item.code for item in version.whole.parts if any(_has_bonus(node) for node in _nodes(item, root))]
    if bonus and bonus[-1] == part.code:
        found += [line for line in root.adjustments if line.kind == "bonus_cap"]
    return found


def _has_bonus(outcome: Outcome) -> bool:
    return any(node.is_bonus for node in outcome.walk())


def composed(version: Version, root: VersionOutcome, inputs: Inputs) -> VersionOutcome:
    """The root with the value of its formula; without one the parts are added."""
    parts = part_outcomes(version, root, inputs)
    by_code = {item.part.code: item for item in parts}
    formula = formula_of(version)
    if all(item.state is State.NOT_APPLICABLE for item in parts):
        return replace(root, parts=parts)
    states = [item.state for item in parts]
    state = next((s for s in (State.UNANSWERED, State.INSUFFICIENT) if s in states), root.state)
    root = replace(root, parts=parts, state=state)
    return with_score(root, value_of(formula, by_code), list(formula_lines(formula, by_code)))


def formula_of(version: Version) -> Formula:
    """The version's formula, or the plain sum of its parts."""
    return version.whole.formula or Formula("add", tuple(part.code for part in version.whole.parts))


def full_value(version: Version, parts: Sequence[PartOutcome]) -> Decimal:
    """The most that the formula can give without bonus."""
    fulls = {item.part.code: replace(item, value=Worlds(ZERO, ZERO, item.full)) for item in parts}
    return value_of(formula_of(version), fulls).best


def value_of(item: Formula | str | Decimal, parts: Parts) -> Worlds:
    """The value in all worlds; the worst and best of each operand make those of the whole."""
    if isinstance(item, Decimal):
        return Worlds(item, item, item)
    if isinstance(item, str):
        return parts[item].value
    operands = [value_of(operand, parts) for operand in item.of]
    return _scaled(_operated(item.op, operands), item.by)


def _operated(op: str, operands: Sequence[Worlds]) -> Worlds:
    match op:
        case "add":
            return total(operands)
        case "subtract":
            rest = total(operands[1:])
            first = operands[0]
            return Worlds(first.now - rest.now, first.worst - rest.best, first.best - rest.worst)
        case "multiply":
            return _product(operands)
        case "mean":
            return _scaled(total(operands), ONE / len(operands))
        case _:
            pick = min if op == "min" else max
            return Worlds(*(pick(world) for world in zip(*operands, strict=True)))


def _scaled(value: Worlds, factor: Decimal) -> Worlds:
    now, worst, best = (amount * factor for amount in value)
    return Worlds(now, min(worst, best), max(worst, best))


def _product(operands: Sequence[Worlds]) -> Worlds:
    found = Worlds(ONE, ONE, ONE)
    for operand in operands:
        corners = [left * right for left in found[1:] for right in operand[1:]]
        found = Worlds(found.now * operand.now, min(corners), max(corners))
    return found


def formula_lines(item: Formula | str | Decimal, parts: Parts, factor: Decimal = ONE) -> Iterator[Line]:
    """The addends of a formula: each part with its factor; what is no sum is one line."""
    if isinstance(item, Decimal):
        yield Line("constant", "固定分", item * factor, "constant")
    elif isinstance(item, str):
        yield _part_line(parts[item], factor)
    else:
        yield from _operation_lines(item, parts, factor * item.by)


def _operation_lines(item: Formula, parts: Parts, factor: Decimal) -> Iterator[Line]:
    numbers = [operand for operand in item.of if isinstance(operand, Decimal)]
    others = [operand for operand in item.of if not isinstance(operand, Decimal)]
    if item.op == "multiply" and len(others) == 1:
        for number in numbers:
            factor *= number
        yield from formula_lines(others[0], parts, factor)
    elif item.op in {"add", "subtract", "mean"}:
        factor = factor / len(item.of) if item.op == "mean" else factor
        for position, operand in enumerate(item.of):
            sign = -factor if item.op == "subtract" and position else factor
            yield from formula_lines(operand, parts, sign)
    else:
        value = _operated(item.op, [value_of(operand, parts) for operand in item.of]).now * factor
        yield Line("formula", _text(item, parts, titles_only=True), value, "formula")


def _part_line(part: PartOutcome, factor: Decimal) -> Line:
    note = "" if factor == ONE else f"{show(part.value.now)} × {show_exact(factor)}"
    return Line(part.part.code, part.part.title, part.value.now * factor, "part", note)


def formula_text(version: Version, parts: Sequence[PartOutcome]) -> str:
    """The formula with its figures in Chinese, e.g. （基础分 90 − 扣分 5）× 0.7 + 测评 80 × 0.3."""
    return _text(formula_of(version), {item.part.code: item for item in parts})


def _text(item: Formula | str | Decimal, parts: Parts, titles_only: bool = False, nested: bool = False) -> str:
    if isinstance(item, Decimal):
        return show_exact(item)
    if isinstance(item, str):
        title = parts[item].part.title
        return title if titles_only else f"{title} {show(parts[item].value.now)}"
    texts = [_text(operand, parts, titles_only, nested=item.op != "add") for operand in item.of]
    if item.op in NAMES:
        inner = f"{'、'.join(texts)}{NAMES[item.op]}"
        simple = False
    else:
        inner, simple = SIGNS[item.op].join(texts), item.op == "multiply"
    if item.by != ONE:
        return f"{inner if simple else f'（{inner}）'} × {show_exact(item.by)}"
    return f"（{inner}）" if nested and not simple else inner
