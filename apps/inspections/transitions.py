from apps.core.states import Transition

ROUND_TRANSITIONS = (
    Transition("close", ("planned",), "closed", "办结"),
    Transition("reopen", ("closed",), "planned", "重新打开", needs_reason=True),
)

VISIT_TRANSITIONS = (
    Transition("start", ("planned", "under_way"), "under_way", "开始检查"),
    Transition("record", ("planned", "under_way"), "recorded", "提交检查记录"),
    Transition("cancel", ("planned", "under_way"), "cancelled", "取消检查", needs_reason=True),
)

FINDING_TRANSITIONS = (
    Transition("answer", ("open", "sent_back"), "answered", "提交整改"),
    Transition("verify", ("answered",), "verified", "复查销号"),
    Transition("send_back", ("answered",), "sent_back", "退回整改", needs_reason=True),
    Transition("withdraw", ("open", "answered", "sent_back"), "withdrawn", "撤销问题", needs_reason=True),
)
