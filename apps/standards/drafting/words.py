"""Chinese names of what a standard file says, for problems and for differences."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ..engine import VETO_EFFECTS, show

#: What people read for each key of the format.
KEYS = dict(
    code="编码", title="指标", text="评分标准", clause="条款", guidance="说明", sectors="适用领域", kinds="适用组织类别",
    levels="适用层级", when="适用条件", measure="判定方式", points="分值", scoring="计分方式", evidence="佐证材料",
    not_applicable="不适用时", claim_not_applicable="可申请不适用", mandatory="必备条件", enabled="计入评分",
    compliance_note="合规提示", cap="最高分", floor="最低分", bonus="加分项", children="下级指标", type="方式",
    label="内容", metric="数据项", op="比较", value="标准值", unit="单位", expected="达到的答案", members="清单",
    required="至少具备", of="对比数据项", of_label="对比内容", of_unit="对比单位", percent="按百分数", factor="倍数",
    reference="地区参照值", metric_unit="数据单位", record="工作记录", times="次数", per="周期", periods="期数",
    need="要求", filter="统计范围", leaf="评分项", low="最低可评分", high="最高可评分", pass_at="达到线", reason="评分理由",
    trimmed="去掉最高最低", assessors="评分人", event="事项", survey="测评", options="可选条件", stages="分档",
    bands="区间", at="达到", step="每", each="每次分值", base="起算值", rounding="取整", rising="增加得分", **{"from": "从"},
    to="到", entries="项目", places="名次", share="占比", take="取分", full_at="满分值", adds="加分或扣分", order="排序",
    name="名称", version="版次", kind="类型", source="依据", source_note="依据说明", total="总分", rebase="折算",
    pass_mark="合格线", criteria="指标", exclusions="不作指标的数字", caps="共用上限", exclusive="互斥项", once="同一事项只计一次",
    bonus_cap="加分上限", parts="组成部分", formula="总分算法", grades="等次", grade_fallback="未入等次",
    grade_limits="等次限制", vetoes="一票否决", adaptation="改编范围", most="最多", least="最少", keep="保留", sum="各项之和",
    given="外部给定", requires="前提", quota="名额比例", at_most="最高等次", effect="后果", grade="等次", change_by="分值可调",
    additional_leaves="可增指标", additional_points="可增分值", locked="不得改动", at_least="至少", reasons="理由",
    score="得分", score_floor="最低分", met="达到", result="结果", position="次序", parent="上级指标", attribute="组织属性",
    criterion="指标", part="组成部分", hard="不得突破", count="比较", condition="条件", above="超过后", relative="按百分比",
    by="系数", role_titles="名次名称", level_titles="级别名称",
)  # fmt: skip

MEASURES = {
    "yes_no": "是否做到",
    "checklist": "清单逐项具备",
    "quantity": "数量达到标准",
    "ratio": "比例达到标准",
    "relative": "与另一数值相比",
    "frequency": "按周期开展",
    "events": "事项次数",
    "look_back": "连续几期达到",
    "share_of_descendants": "下级达到的比例",
    "mean_below": "下级平均",
    "cohort_rank": "同组名次",
    "survey": "群众测评",
    "judged": "考评人员评分",
    "any_of": "任一条件达到",
    "all_of": "条件全部达到",
}
SCORINGS = {
    "all_or_nothing": "达到得满分，否则不得分",
    "proportional": "按完成比例得分",
    "by_value": "按数值折算得分",
    "judged": "以评分为准",
    "stages": "分档得分",
    "bands": "按区间得分",
    "steps": "每增减一定量加减分",
    "per_missing_member": "清单每缺一项扣分",
    "per_missing_period": "每缺一期扣分",
    "per_occurrence": "按次加减分",
    "ordinal": "按等级得分",
    "matrix": "按级别和名次得分",
    "ledger": "逐项加减分（台账）",
    "by_rank": "按名次得分",
}
OPERATORS = {">=": "≥ 不少于", ">": "＞ 多于", "<=": "≤ 不多于", "<": "＜ 少于", "=": "＝ 等于", "!=": "≠ 不等于", "between": "介于两数之间"}  # fmt: skip
SIGNS = {">=": "≥", ">": "＞", "<=": "≤", "<": "＜", "=": "＝", "!=": "≠", "between": "介于"}
PERIODS = {
    "week": "每周",
    "month": "每月",
    "quarter": "每季度",
    "half_year": "每半年",
    "year": "每年",
    "all": "整个周期",
}
EVIDENCE = {"none": "不要求", "optional": "可附", "required": "须附"}
NOT_APPLICABLE = {"rebase": "不计入满分", "full": "按满分计"}
REBASE = {"applicable": "折算到适用指标的满分", "total": "折算到总分"}
ROUNDING = {"floor": "不足一档不计", "ceil": "不足一档按一档计", "half_up": "四舍五入", "none": "按比例"}
#: One vocabulary for what a veto does, wherever it is read.
EFFECTS = dict(VETO_EFFECTS)
CLOSED = {"type": {**MEASURES, **SCORINGS}, "op": SIGNS, "per": PERIODS, "not_applicable": NOT_APPLICABLE, "rebase": REBASE,
          "rounding": ROUNDING, "effect": EFFECTS, "kind": {"scored": "计分制", "gate": "达标制"},
          "take": {"sum": "累计", "best": "取最高"}, "keep": {"most": "取最高", "least": "取最低", "first": "取在前"},
          "assessors": {"single": "一人", "mean": "多人取平均", "trimmed": "去掉最高最低后平均"},
          "reason": {"required": "须写理由", "optional": "可不写"}}  # fmt: skip


def key_name(key: str) -> str:
    """What people read for a key; unknown keys as they are."""
    return KEYS.get(key, key)


def value_words(key: str, value: Any) -> str:
    """A value in Chinese words, as short as it can be."""
    if value is None or value == "" or value == []:
        return "无"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        return show(Decimal(str(value)))
    if isinstance(value, str):
        return CLOSED.get(key, {}).get(value, value)
    if isinstance(value, list):
        return "、".join(value_words(key, item) for item in value)
    return "，".join(f"{key_name(name)} {value_words(name, item)}" for name, item in value.items() if name != "code")
