"""Problems of a file in the words of the editor: the field where it is put right, and a sentence without machine words."""

from __future__ import annotations

import re
from collections.abc import Mapping

from .words import CLOSED, EFFECTS, MEASURES, SCORINGS, key_name

WORD = re.compile(r"(?<![A-Za-z0-9_.])[a-z][a-z0-9_.]*(?![A-Za-z0-9_])")
#: What the schema says of the format, the key under which the editor says it ("" is where it is), and how.
EDITOR: tuple[tuple[re.Pattern[str], str, str], ...] = tuple(
    (re.compile(pattern), key, text)
    for pattern, key, text in (
        (r"数值清单项要同时写", "", "由数据项判定的清单项，数据项、比较和标准值要一起填"),
        (r"^of（另一数据项）与 reference", "of", "对比数据项和地区参照值，选填一个"),
        (r"^leaf（评分项编码）与 measure", "leaf", "选一项评分项，或在下面另定判定方式，二者居一"),
        (r"^metric、leaf、score 须写一项", "metric", "数据项、评分项、下级总分，选填一个"),
        (r"^metric、leaf 须写一项", "metric", "数据项和评分项，选填一个"),
        (r"^between 要写两个数", "", "“介于两数之间”要填两个数"),
        (r"^写了 op 就要写 value", "", "选了比较就要填标准值"),
        (r"^写了 value 就要写 op", "", "填了标准值就要选比较"),
        (r"^不计分的指标要写 op 和 value", "op", "达标制的指标要写明要求，才能判定是否达到"),
        (r"没有标准值，要写 base$", "", "本项没有标准值，请填从多少起算"),
        (r"^from 应小于 to", "from", "起点应小于终点"),
        (r"扣分项要写负的 floor", "floor", "得分不会变化：扣分项请填最低分（负数，如 -10），加分项请填分值或最高分"),
        (r"^与 measure\.levels 的等次编码不一致", "", "与判定方式中的等级不一致"),
        (r"^most（最高）与 least（最低）至少写一项", "most", "最多加和最多扣至少填一项"),
        (r"^most 应不小于 least", "most", "应不小于最多扣的分"),
        (r"^places（名次）与 share（占比）二者居一", "places", "按名次或按占比，选填一种"),
        (r"^占比写 0 到 1 之间的数", "", "占比填 0 到 1 之间的数，如 0.1 为 10%"),
        (r"^per 为 all", "", "统计周期为整个周期时不填期数"),
        (r"^item_zero 须以 of", "of", "请选择计零的指标"),
        (r"^只有 item_zero 才写 of", "", "只有后果为“相关指标计零”时才选指标，请清空"),
        (r"须以 grade 写明等次", "grade", "请选择等次"),
        (r"不涉及等次$", "", "这一后果不涉及等次，请清空"),
        (r"^met: true（达到）与 at_least", "met", "须达到和至少得分，选填一个"),
        (r"^公式须与 parts", "", "总分算法与组成部分要一起填写"),
        (r"^须与 grades（等次）一并给出", "title", "先填写等次，再填都不够时的等次"),
        (r"^缺少 most（上限）或 least", "most", "最多和最少至少填一项"),
        (r"^应大于 from", "", "应大于本等次的“不低于”"),
        (r"^写法不符合要求", "", "没有填完整，或填了互相排斥的内容"),
        (r"^不符合 \w+ 的要求", "", "填写的内容不符合要求"),
        (r"^编码只能用", "", "编码有误，请删除这一行后重新添加"),
        (r"^指标要么有 children", "", "要么是上级指标，要么是评分项"),
        (r"^本标准没有(指标|评分项) ", "", "所选指标已被删除，请重新选择"),
        (r"^没有等次 ", "", "所选等次已被删除，请重新选择"),
        (r"^没有组成部分 ", "", "所用的组成部分已被删除，请重新填写"),
    )
)
UNFIT = re.compile(r"^(\w+) 不能用于 (\w+)$")
ABSENT = re.compile(r"^数据项 (\S+) 不在数据项目录中")
ONE_OF = re.compile(r"^只能是 ")


def in_editor(text: str, titles: Mapping[str, str]) -> tuple[str, str]:
    """The key below the problem's path where it is told, and the sentence.

    Args:
        titles: titles of the document's nodes, grades and parts by code.
    """
    for pattern, key, sentence in EDITOR:
        if pattern.search(text):
            return key, sentence
    if match := UNFIT.match(text):
        rule, measure = SCORINGS.get(match[1], match[1]), MEASURES.get(match[2], match[2])
        return "", f"“{rule}”不能用于“{measure}”，请另选计分方式"
    if match := ABSENT.match(text):
        return "", f"数据项“{match[1]}”不在数据项目录中，请重新选择，或由市级党建办先在目录中新增"
    if ONE_OF.match(text):
        return "", "请从列表中选择"
    return "", WORD.sub(lambda match: _word(match.group(), titles), text)


def _word(word: str, titles: Mapping[str, str]) -> str:
    """A code as the title of what it names, a key or a closed value as its Chinese name."""
    if word in titles:
        return f"“{titles[word]}”"
    if word in EFFECTS:
        return f"“{EFFECTS[word]}”"
    closed = next((names[word] for names in CLOSED.values() if word in names), "")
    return closed or key_name(word)
