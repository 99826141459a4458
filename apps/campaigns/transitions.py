from apps.core.states import Transition

from .choices import PhaseKind as P

CAMPAIGN_TRANSITIONS = (
    Transition("open", ("draft",), "open", "启动"),
    Transition("suspend", ("open",), "suspended", "暂停", needs_reason=True),
    Transition("resume", ("suspended",), "open", "恢复"),
    Transition("close", ("open",), "closed", "结束"),
    Transition("cancel", ("draft", "open", "suspended"), "cancelled", "终止", needs_reason=True),
    # Acts that change no status: recorded, never moved.
    Transition("copy", (), "", "沿用往年活动"),
    Transition("edit", (), "", "修改设置"),
    Transition("hang", (), "", "归入长期计划"),
    Transition("take_out", (), "", "移出长期计划"),
    Transition("move_standard", (), "", "改用新版标准", needs_reason=True),
    Transition("funding", (), "", "设定经费"),
)

#: Acts on plans of several years and on work lines: recorded, never moved.
PROGRAMME_VERBS = (
    Transition("edit", (), "", "修改长期计划"),
    Transition("set_targets", (), "", "设定逐年目标"),
)
PLANNED_TRANSITIONS = (
    Transition("confirm", ("proposed", "declined"), "confirmed", "确认年度计划"),
    Transition("decline", ("proposed", "confirmed"), "declined", "退回年度计划", needs_reason=True),
    Transition("propose", ("confirmed", "declined"), "proposed", "调整年度计划"),
    # Acts that change no status: recorded, never moved.
    Transition("edit", (), "", "修改年度计划"),
    Transition("remove", (), "", "取消年度计划"),
    Transition("carry_over", (), "", "随组织调整转入"),
)
WORK_LINE_VERBS = (
    Transition("edit", (), "", "修改工作线"),
    Transition("remove", (), "", "删除工作线"),
    Transition("report", (), "", "报送进展"),
    Transition("finish", (), "", "工作线完成"),
    Transition("reopen", (), "", "工作线继续推进"),
    Transition("acknowledge", (), "", "确认收到任务"),
)
ANNOUNCEMENT_TRANSITIONS = (
    Transition("issue", ("draft",), "issued", "发布通知"),
    Transition("withdraw", ("issued",), "withdrawn", "撤回通知", needs_reason=True),
    # Acts that change no status: recorded, never moved.
    Transition("edit", (), "", "修改通知"),
    Transition("postpone", (), "", "变更时间地点"),
    Transition("remove", (), "", "删除通知草稿"),
    Transition("urge", (), "", "催办通知"),
)

PHASE_TRANSITIONS = (
    Transition("open", ("planned",), "open", "阶段开始"),
    Transition("close", ("planned", "open"), "closed", "阶段结束"),
    Transition("reopen", ("closed",), "open", "阶段重新开放"),
    Transition("replan", ("open", "closed"), "planned", "阶段改期"),
    # Acts that change no status: recorded, never moved.
    Transition("extend", (), "", "单独延期", needs_reason=True),
    Transition("postpone", (), "", "推迟截止", needs_reason=True),
)

RUN_TRANSITIONS = (
    Transition("finish", ("running",), "done", "摸底完成"),
    Transition("cancel", ("running",), "cancelled", "取消摸底"),
)

CANDIDATE_TRANSITIONS = (
    Transition("confirm", ("proposed", "declined"), "confirmed", "确认为摸底对象"),
    Transition("decline", ("proposed", "confirmed"), "declined", "不予确认", needs_reason=True),
    Transition("propose", ("declined",), "proposed", "再次提名"),
    Transition("carry_over", (), "", "随组织调整转入"),
)

#: Which phase a verb needs. A plan names only some phases: the first kind that the campaign has
#: counts; a campaign with none of them does not restrict the verb.
VERB_PHASES: dict[str, tuple[str, ...]] = {
    "candidate.propose": (P.SURVEY, P.APPLICATION, P.MOBILIZATION),
    "application.fill": (P.APPLICATION, P.SURVEY, P.MOBILIZATION),
    "application.submit": (P.APPLICATION, P.SURVEY, P.MOBILIZATION),
    "application.resubmit": (P.REVIEW, P.APPLICATION, P.MOBILIZATION),
    "application.review": (P.REVIEW, P.APPLICATION, P.MOBILIZATION),
    "self_assessment.submit": (P.SELF_ASSESSMENT, P.CREATION),
    "visit.record": (P.INSPECTION, P.ASSESSMENT),
    "survey.record": (P.MASS_SURVEY, P.ASSESSMENT, P.INSPECTION),
    "evaluation.decide": (P.ASSESSMENT, P.INSPECTION),
    "notice.publish": (P.NOTICE, P.ASSESSMENT),
    "designation.name": (P.NAMING, P.ASSESSMENT),
}
