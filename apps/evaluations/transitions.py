from apps.core.states import Transition

NOTICE_TRANSITIONS = (
    Transition("publish", ("draft",), "published", "发布公示"),
    Transition("close", ("published",), "closed", "公示期满"),
    Transition("withdraw", ("draft", "published"), "withdrawn", "撤销公示", needs_reason=True),
)

OBJECTION_TRANSITIONS = (
    Transition("uphold", ("received",), "upheld", "认定异议成立", needs_reason=True),
    Transition("dismiss", ("received",), "dismissed", "认定异议不成立", needs_reason=True),
)

RUN_TRANSITIONS = (
    Transition("finish", ("running",), "done", "得分计算完成"),
    Transition("cancel", ("running",), "cancelled", "取消计算得分"),
    Transition("fail", ("running",), "failed", "得分计算未完成", needs_reason=True),
)
