"""A survey's questionnaire: what is asked when nobody changed it, what may be asked, how a page shows it. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from apps.core.exceptions import Invalid
from apps.core.limits import within
from apps.standards.engine import parse_amount

#: The question whose answers make the satisfaction; the others show where it comes from.
OVERALL = "overall"
SATISFACTION, CHOICE, TEXT = "satisfaction", "choice", "text"
UNKNOWN = "unknown"
#: Practice B18. 不了解 has no value: it is left out.
SCALE = (("satisfied", "满意", "100"), ("fairly", "基本满意", "75"), ("dissatisfied", "不满意", "55"))
DEFAULT_ASPECTS = ("党组织班子和党员作用", "联系和服务群众", "组织活动开展", "阵地建设和使用")
DEFAULT_TEXT = "您还有哪些意见和建议？（不超过 200 字，请不要写姓名）"
DEFAULT_GROUPS = (("members", "党员", "30"), ("masses", "群众", "40"), ("served", "服务对象", "30"))
MOST_QUESTIONS, MOST_GROUPS, MOST_OPTIONS = 15, 6, 9
TEXT_LIMIT = 200


@dataclass(frozen=True)
class Wanted:
    """A questionnaire as the office writes it."""

    overall: str
    aspects: Sequence[str] = ()
    #: Title and options.
    choices: Sequence[tuple[str, Sequence[str]]] = ()
    texts: Sequence[str] = ()
    #: 满意、基本满意、不满意 in percent.
    values: Sequence[Decimal] = ()


def default_questions(aspects: Sequence[str] = ()) -> list[dict[str, Any]]:
    """One question for each aspect that the plan names, the whole, and room for words."""
    named = [f"您对{aspect}是否满意？" for aspect in aspects or DEFAULT_ASPECTS]
    values = [Decimal(value) for _, _, value in SCALE]
    return questions_of(Wanted("总的来说，您对这个党组织的创建工作是否满意？", named, (), (DEFAULT_TEXT,), values))


def default_groups() -> list[dict[str, Any]]:
    return [{"code": code, "title": title, "weight": weight} for code, title, weight in DEFAULT_GROUPS]


def questions_of(wanted: Wanted) -> list[dict[str, Any]]:
    """The stored form, checked.

    Raises:
        Invalid: no overall question, too many, a title twice, values out of order or range, one option only.
    """
    scale = _scale(wanted.values)
    rows = [_question(f"a{at}", title, SATISFACTION, scale) for at, title in enumerate(wanted.aspects, 1)]
    rows.append(_question(OVERALL, wanted.overall, SATISFACTION, scale))
    for at, (title, options) in enumerate(wanted.choices, 1):
        rows.append(_question(f"c{at}", title, CHOICE, _options(title, options)))
    rows += [_question(f"t{at}", title, TEXT, []) for at, title in enumerate(wanted.texts, 1)]
    if not wanted.overall.strip():
        raise Invalid("请填写总体满意度的题目，结果按这一题计算。")
    if len(rows) > MOST_QUESTIONS:
        raise Invalid(f"题目不超过 {MOST_QUESTIONS} 道，现有 {len(rows)} 道：一分钟内要能答完。")
    _once("题目", [row["title"] for row in rows])
    return rows


def groups_of(rows: Iterable[tuple[str, Any]]) -> list[dict[str, Any]]:
    """Titles and weights in the stored form, checked.

    Raises:
        Invalid: nobody, too many, a title twice, weights that are no numbers or do not add up to 100.
    """
    known = {title: code for code, title, _ in DEFAULT_GROUPS}
    found = []
    for at, (title, given) in enumerate(rows, 1):
        weight, problem = parse_amount(given)
        if weight is None or not 0 < weight <= 100:
            raise Invalid(f"“{title}”的权重{problem or '应大于 0、不超过 100'}。")
        found.append({"code": known.get(title, f"g{at}"), "title": title, "weight": format(weight.normalize(), "f")})
    if not 1 <= len(found) <= MOST_GROUPS:
        raise Invalid(f"请设 1 至 {MOST_GROUPS} 类测评对象。")
    _once("测评对象", [row["title"] for row in found])
    total = sum((Decimal(row["weight"]) for row in found), Decimal(0))
    if total != 100:
        raise Invalid(f"各类测评对象的权重之和应为 100%，现为 {total.normalize():f}%。")
    return found


def wanted_of(questions: Sequence[Mapping[str, Any]]) -> Wanted:
    """The stored form as the office writes it."""
    by_kind: dict[str, list[Mapping[str, Any]]] = {SATISFACTION: [], CHOICE: [], TEXT: []}
    for row in questions:
        by_kind[row["kind"]].append(row)
    whole = next(row for row in questions if row["code"] == OVERALL)
    return Wanted(
        whole["title"],
        [row["title"] for row in by_kind[SATISFACTION] if row["code"] != OVERALL],
        [(row["title"], [option["title"] for option in row["options"]]) for row in by_kind[CHOICE]],
        [row["title"] for row in by_kind[TEXT]],
        [Decimal(option["value"]) for option in whole["options"] if option["value"] is not None],
    )


def checked_answers(questions: Sequence[Mapping[str, Any]], given: Mapping[str, Any]) -> dict[str, str]:
    """One ballot's answers.

    Raises:
        Invalid: a question with options has no answer, or one that is none of them.
    """
    answers, missing = {}, []
    for row in questions:
        said = str(given.get(row["code"]) or "").strip()
        if row["kind"] == TEXT:
            if said:
                answers[row["code"]] = within(said.replace("\x00", ""), TEXT_LIMIT, "意见建议")
        elif said in {option["code"] for option in row["options"]}:
            answers[row["code"]] = said
        else:
            missing.append(row["title"])
    if missing:
        raise Invalid(f"还有 {len(missing)} 道题没有选择：{missing[0]}", code="unanswered")
    return answers


def keyed_answers(questions: Sequence[Mapping[str, Any]], keys: str) -> dict[str, str]:
    """A paper ballot as number keys, one for each question with options: 1 is its first option.

    Raises:
        Invalid: too few or too many keys, or one without an option.
    """
    asked = [row for row in questions if row["kind"] != TEXT]
    digits = keys.strip()
    if len(digits) != len(asked):
        raise Invalid(f"应按 {len(asked)} 个数字键，每题一个，现为 {len(digits)} 个。")
    answers = {}
    for row, digit in zip(asked, digits, strict=True):
        if digit not in "123456789" or int(digit) > len(row["options"]):
            raise Invalid(f"“{row['title']}”没有第“{digit}”项，应为 1 至 {len(row['options'])}。")
        answers[row["code"]] = row["options"][int(digit) - 1]["code"]
    return answers


def _scale(values: Sequence[Decimal]) -> list[dict[str, Any]]:
    if len(values) != len(SCALE) or not all(0 <= value <= 100 for value in values):
        raise Invalid("满意、基本满意、不满意的分值应为 0 至 100。")
    if list(values) != sorted(values, reverse=True) or len(set(values)) < len(values):
        raise Invalid("分值应依次降低：满意高于基本满意，基本满意高于不满意。")
    rows = [
        {"code": code, "title": title, "value": format(Decimal(value).normalize(), "f")}
        for (code, title, _), value in zip(SCALE, values, strict=True)
    ]
    return [*rows, {"code": UNKNOWN, "title": "不了解", "value": None}]


def _question(code: str, title: str, kind: str, options: list[dict[str, Any]]) -> dict[str, Any]:
    return {"code": code, "title": title.strip(), "kind": kind, "options": options}


def _options(title: str, options: Sequence[str]) -> list[dict[str, Any]]:
    if not 2 <= len(options) <= MOST_OPTIONS:
        raise Invalid(f"选择题“{title}”应有 2 至 {MOST_OPTIONS} 个选项。")
    _once(f"“{title}”的选项", options)
    return [{"code": f"o{at}", "title": option, "value": None} for at, option in enumerate(options, 1)]


def _once(what: str, titles: Sequence[str]) -> None:
    twice = next((title for at, title in enumerate(titles) if title in titles[:at]), None)
    if twice is not None:
        raise Invalid(f"{what}“{twice}”重复。")
    if any(len(title) > 80 for title in titles):
        raise Invalid(f"{what}每项不超过 80 个字。")
