"""The words of acts on organizations, and the lives of a work record, a pairing and an import."""

from apps.core.states import Transition

ORGANIZATION_VERBS = (
    Transition("import", (), "", "导入"),
    Transition("update_by_import", (), "", "导入更新"),
    Transition("edit", (), "", "修改信息"),
    Transition("record_facts", (), "", "更新数据"),
    Transition("correct_fact", (), "", "更正数据", needs_reason=True),
    Transition("remind_facts", (), "", "提醒填报"),
    Transition("found", (), "", "新建"),
    Transition("rename", (), "", "更名"),
    Transition("reclassify", (), "", "调整领域层级"),
    Transition("move", (), "", "调整隶属"),
    Transition("merge", (), "", "合并"),
    Transition("split", (), "", "拆分"),
    Transition("close", (), "", "撤销"),
    Transition("rate", (), "", "评星定级"),
    Transition("join", (), "", "成员单位加入"),
    Transition("leave", (), "", "成员单位退出"),
    Transition("posts", (), "", "填报示范岗"),
    Transition("around", (), "", "登记联系帮扶人员"),
    Transition("around_end", (), "", "联系帮扶结束"),
)

MEMBERSHIP_VERBS = (
    Transition("grant_role", (), "", "授予角色"),
    Transition("end_role", (), "", "终止角色", needs_reason=True),
)

FACILITY_VERBS = (
    Transition("create", (), "", "登记阵地"),
    Transition("edit", (), "", "修改"),
    Transition("close", (), "", "停用", needs_reason=True),
    Transition("hand_over", (), "", "转由其他党组织负责"),
    Transition("import", (), "", "导入"),
)

UNIT_VERBS = (
    Transition("create", (), "", "建立台账"),
    Transition("edit", (), "", "修改"),
    Transition("import", (), "", "导入"),
    Transition("verify", (), "", "核实"),
    Transition("hand_over", (), "", "转由其他党组织负责"),
    Transition("remove", (), "", "移出台账", needs_reason=True),
)

#: 计划 → 备案 → 纪实. What took place may be written down at once; a void record stays to be read.
RECORD_VERBS = (
    Transition("plan", (), "", "列入计划"),
    Transition("create", ("planned",), "held", "登记"),
    Transition("edit", (), "", "修改"),
    Transition("settle", (), "", "登记践诺结果"),
    Transition("file", ("planned",), "filed", "备案"),
    Transition("hold", ("planned", "filed"), "held", "纪实"),
    Transition("cancel", ("planned", "filed", "held"), "cancelled", "作废", needs_reason=True),
)

EVENT_VERBS = (
    Transition("create", (), "", "登记"),
    Transition("cancel", (), "", "作废", needs_reason=True),
)

PAIRING_TRANSITIONS = (
    Transition("accept", ("proposed",), "running", "确认结对"),
    Transition("decline", ("proposed",), "declined", "不同意结对", needs_reason=True),
    Transition("withdraw", ("proposed",), "withdrawn", "撤回", needs_reason=True),
    Transition("end", ("running",), "ended", "结束共建", needs_reason=True),
    Transition("edit", (), "", "修改"),
    Transition("act", (), "", "更新共建计划"),
    Transition("carry_over", (), "", "因合并转入"),
)

FACT_IMPORT_TRANSITIONS = (
    Transition("start", ("waiting",), "running", "开始写入"),
    Transition("finish", ("running",), "done", "写入完成"),
    Transition("fail", ("waiting", "running"), "failed", "未能写入"),
)

LIBRARY_VERBS = (
    Transition("bin", (), "", "移入回收站"),
    Transition("restore", (), "", "移出回收站"),
    Transition("purge", (), "", "回收站到期清除"),
    Transition("replace", (), "", "替换为新版本"),
    Transition("show_position", (), "", "同意显示拍摄地点"),
    Transition("hide_position", (), "", "不再显示拍摄地点"),
)
