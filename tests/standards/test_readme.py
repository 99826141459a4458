"""Every example of ``fixtures/standards/README.md`` is sound and comes to the result it states."""

import datetime as dt
import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from apps.standards import engine
from apps.standards.engine import Gate, State
from apps.standards.management.files.facts import SHAPE, facts_inputs
from apps.standards.schema import check_standard
from apps.standards.schema_measures import MEASURES
from apps.standards.schema_scorings import SCORINGS
from apps.standards.schema_sentences import schema_problems

TEXT = (Path(__file__).resolve().parents[2] / "fixtures" / "standards" / "README.md").read_text("utf-8")
EXAMPLE = re.compile(r"### ([^\n]+)\n\n```yaml\n(.+?)```\n\n```json\n(.+?)```\n\n结果：([^\n]+)\n", re.S)
EXAMPLES = EXAMPLE.findall(TEXT)
DAY = dt.date(2026, 11, 23)


def whole(item: dict[str, Any]) -> dict[str, Any]:
    if "criteria" in item:
        return item
    head = {"code": "example", "name": "示例", "version": 1, "kind": "scored", "source": "示例"}
    return {**head, "total": max(item["points"], 1), "criteria": [item]}


def test_every_block_belongs_to_an_example() -> None:
    assert len(EXAMPLES) == TEXT.count("```yaml") == TEXT.count("```json") == TEXT.count("结果：")


@pytest.mark.parametrize(("title", "document", "facts", "result"), EXAMPLES, ids=[found[0] for found in EXAMPLES])
def test_example_comes_to_its_result(title: str, document: str, facts: str, result: str) -> None:
    data = whole(yaml.safe_load(document))
    given = json.loads(facts, parse_float=Decimal)
    assert check_standard(data) == []
    assert list(schema_problems(SHAPE, given, "")) == []
    outcome = engine.evaluate_version(engine.build_version(data), facts_inputs(given, DAY))
    if result == "停用":
        assert outcome.children == ()
    elif result == "未达标":
        assert outcome.gate is Gate.FAILED
    elif result == "不适用":
        assert outcome.children[0].state is State.NOT_APPLICABLE
    else:
        assert said(outcome, leaf=len(data["criteria"]) == 1 and "grades" not in data) == result
    assert all(sentence.text for node in outcome.walk() for sentence in node.explanation)


def said(outcome: engine.VersionOutcome, leaf: bool) -> str:
    points = outcome.children[0].points if leaf and not outcome.vetoes else outcome.score
    assert points is not None
    grade = f"，{outcome.grade.title}" if outcome.grade else ""
    grade = grade if outcome.eligible else "，不得参评"
    return f"{engine.show(points)} 分{grade}"


@pytest.mark.parametrize("name", [*MEASURES, *SCORINGS])
def test_every_measure_and_rule_stands_in_a_table(name: str) -> None:
    assert re.search(rf"^\| [^|]*\b{name}\b", TEXT, re.M)
