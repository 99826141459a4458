"""``load_standards --check`` and ``evaluate``: what goes in, what comes out, what is refused with a sentence."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import CommandError, call_command

from apps.standards.management.commands.evaluate import Command
from apps.standards.services import load_standard
from tests.campaigns.factories import small_standard

STANDARD: dict[str, Any] = {
    "code": "small",
    "name": "小标准",
    "version": 1,
    "kind": "scored",
    "source": "测试",
    "total": 10,
    "grades": [{"code": "good", "title": "优秀", "from": 9}, {"code": "fair", "title": "良好", "from": 5}],
    "criteria": [
        {
            "code": "area",
            "title": "面积",
            "points": 4,
            "measure": {
                "type": "quantity",
                "metric": "area",
                "label": "使用面积",
                "op": ">=",
                "value": 200,
                "unit": "㎡",
            },
        },
        {
            "code": "meetings",
            "title": "支委会",
            "points": 6,
            "measure": {"type": "frequency", "record": "committee_meeting", "label": "支委会", "per": "quarter"},
            "scoring": {"type": "per_missing_period", "each": 2},
        },
    ],
}


@pytest.fixture
def standard(tmp_path: Path) -> Path:
    path = tmp_path / "small.yaml"
    path.write_text(yaml.safe_dump(STANDARD, allow_unicode=True), encoding="utf-8")
    return path


def facts(tmp_path: Path, **given: Any) -> Path:
    path = tmp_path / "facts.json"
    path.write_text(json.dumps({"as_of": "2026-11-23", **given}), encoding="utf-8")
    return path


def run(name: str, *args: Any) -> str:
    out = io.StringIO()
    call_command(name, *map(str, args), stdout=out)
    return out.getvalue()


def refused(name: str, *args: Any) -> str:
    with pytest.raises(CommandError) as caught:
        run(name, *args)
    assert caught.value.returncode == 2
    return str(caught.value)


def test_evaluate_prints_score_grade_and_the_explained_tree(standard: Path, tmp_path: Path) -> None:
    given = facts(tmp_path, facts={"area": 230.5}, records={"committee_meeting": ["2026-02-01", "2026-08-09"]})
    text = run("evaluate", "--standard", standard, "--facts", given)
    assert "得分：8 分（满分 10 分）" in text and "等次：良好" in text
    assert "√ area 面积：达到，4 分（满分 4 分）" in text
    assert "使用面积 230.5 ㎡" in text
    assert "共 2 次，1 期不足：2026年第2季度" in text
    assert "计分：满分 6 分；缺 1 期，每期扣 2 分 −2 分；合计 4 分。" in text


def test_evaluate_as_json_carries_exact_points_and_sentences(standard: Path, tmp_path: Path) -> None:
    given = facts(tmp_path, facts={"area": {"value": 100, "period": "2026", "source": "self"}})
    found = json.loads(run("evaluate", "--standard", standard, "--facts", given, "--as-of", "2026-06-30", "--json"))
    assert (found["score"], found["as_of"], found["grade_open"]) == ("0", "2026-06-30", True)
    area, meetings = found["children"]
    assert (area["verdict"], area["gain"]["points"], meetings["state"]) == ("unmet", "4", "unanswered")
    assert {sentence["kind"] for sentence in area["explanation"]} == {"rule", "input", "arithmetic", "gain"}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("{", "不是有效的 JSON"),
        ("[]", "应为一组键值"),
        ('{"colour": 1}', "有不认识的项 colour"),
        ('{"facts": {"area": {"amount": 3}}}', "缺少 value"),
        ('{"facts": {"area": [1]}}', "facts.area"),
        ('{"records": {"a": ["2026-02-30"]}}', "日期不存在"),
        ('{"events": {"honour": [{"level": "national"}]}}', "缺少 on"),
        ('{"claims": {"nowhere": true}}', "标准没有评分项 nowhere"),
        ('{"as_of": 2026}', "as_of：应为文字"),
        ('{"sector": "rurral"}', "sector：没有领域 rurral，可写 rural、"),
        ('{"kind": "党支部"}', "kind：没有类别 党支部"),
        ('{"level": "village"}', "level：没有层级 village"),
        ('{"facts": {"area": 1}, "facts": {"area": 2}}', "“facts”写了两次"),
        ('{"as_of": "2026-1-1"}', "as_of：日期应写成 2026-11-23 的样子，现为 2026-1-1"),
        (
            '{"vetoes": {"none": {"decided_on": "2026-01-01", "decided_by": "a", "evidence": "b"}}}',
            "没有一票否决情形 none",
        ),
        ('{"given": {"none": 3}}', "标准没有另行给定的组成部分 none"),
        ('{"decision": {"grade": "none", "reason": "a"}}', "decision.grade：标准没有等次 none，可写 fair、good"),
        ("null", "应为一组键值，现为 空"),
    ],
)
def test_bad_facts_are_refused_with_a_sentence(standard: Path, tmp_path: Path, content: str, sentence: str) -> None:
    path = tmp_path / "facts.json"
    path.write_text(content, encoding="utf-8")
    said = refused("evaluate", "--standard", standard, "--facts", path)
    assert sentence in said and str(path) in said


def test_strange_values_are_no_error_but_insufficient(standard: Path, tmp_path: Path) -> None:
    path = tmp_path / "facts.json"
    path.write_text('{"as_of": "2026-11-23", "facts": {"area": NaN}}', encoding="utf-8")
    assert "数据不足：使用面积不是有限数值" in run("evaluate", "--standard", standard, "--facts", path)


@pytest.mark.parametrize("value", [-5, 10**30, "1e999", '"很大"', "true", "[]"])
def test_absurd_facts_end_well_or_with_a_sentence(standard: Path, tmp_path: Path, value: object) -> None:
    path = tmp_path / "facts.json"
    path.write_text(f'{{"as_of": "2026-11-23", "facts": {{"area": {value}}}}}', encoding="utf-8")
    if value == "[]":
        assert "facts.area" in refused("evaluate", "--standard", standard, "--facts", path)
    else:
        assert "数据不足" in run("evaluate", "--standard", standard, "--facts", path)


def test_of_one_mistake_one_sentence_is_told(standard: Path, tmp_path: Path) -> None:
    document = {**STANDARD, "vetoes": [{"code": "fraud", "title": "弄虚作假", "effect": "total_zero"}]}
    standard.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    said = refused("evaluate", "--standard", standard, "--facts", facts(tmp_path, vetoes={"fraud": {}}))
    assert said.count("vetoes.fraud") == 1


def test_evaluate_names_what_is_missing(standard: Path, tmp_path: Path) -> None:
    assert "文件不存在" in refused("evaluate", "--standard", standard, "--facts", tmp_path / "none.json")
    assert "文件不存在" in refused("evaluate", "--standard", tmp_path / "none.yaml", "--facts", facts(tmp_path))
    bad_day = refused("evaluate", "--standard", standard, "--facts", facts(tmp_path), "--as-of", "昨天")
    assert "日期应写成 2026-11-23 的样子" in bad_day


@pytest.mark.django_db
def test_evaluate_takes_the_published_version_or_the_library(tmp_path: Path) -> None:
    data = load_standard(small_standard()).standard
    assert data.name in run("evaluate", "--standard", data.code, "--facts", facts(tmp_path))
    assert "五规范" in run("evaluate", "--standard", "five_norms", "--facts", facts(tmp_path, sector="rural"))
    assert "没有编码为“nowhere”的标准" in refused("evaluate", "--standard", "nowhere", "--facts", facts(tmp_path))


def test_check_validates_and_writes_nothing(standard: Path) -> None:
    said = run("load_standards", standard, "--check")
    assert "small.yaml：小标准（第 1 版）无误" in said and "检查通过" in said
    assert "检查通过" in run("load_standards", "--check")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("code: [", "第 1 行，不是有效的 YAML：请检查这一处的缩进"),
        (yaml.safe_dump({**STANDARD, "total": "8"}), "total：应为数值，现为文字“8”"),
        ("code: a\ncode: b\n", "第 2 行，不是有效的 YAML：“code”写了两次"),
        ("just text", "文件：应为一组键值"),
        (yaml.safe_dump({**STANDARD, "total": float("nan")}), "total：不是可用的数值"),
        (yaml.safe_dump({**STANDARD, "kind": "mixed"}), "kind：只能是 scored、gate"),
        (
            yaml.safe_dump({**STANDARD, "criteria": [{**STANDARD["criteria"][0], "sectors": ["rurral"]}]}),
            "criteria[0].sectors：没有领域 rurral，可写 rural、",
        ),
    ],
    ids=range(7),
)
def test_a_bad_file_is_refused_with_file_path_and_reason(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(text, encoding="utf-8")
    for flags in (["--check"], []):
        said = refused("load_standards", path, *flags)
        assert sentence in said and "bad.yaml" in said


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("evaluate",), "缺少参数 --standard、--facts。用法：python3 manage.py evaluate --standard"),
        (("evaluate", "--standard", "five_norms"), "缺少参数 --facts。"),
        (("evaluate", "--standard"), "参数 --standard 后面没有写内容。"),
        (("evaluate", "--standard", "a", "--facts", "b", "--as-off", "c"), "没有参数 --as-off c。"),
        (("load_standards", "--chek"), "没有参数 --chek。用法：python3 manage.py load_standards"),
    ],
)
def test_wrong_arguments_are_one_chinese_sentence_and_exit_code_2(words: tuple[str, ...], sentence: str) -> None:
    with pytest.raises(CommandError) as caught:
        call_command(words[0], *words[1:])
    assert caught.value.returncode == 2 and str(caught.value).startswith(sentence)
    assert "usage" not in str(caught.value) and "error" not in str(caught.value)


def test_on_the_command_line_the_sentence_stands_alone(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        Command().run_from_argv(["manage.py", "evaluate"])
    assert caught.value.code == 2
    said = capsys.readouterr().err
    assert said.startswith("缺少参数 --standard、--facts。用法：") and said.count("\n") == 1
