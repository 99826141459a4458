from apps.core.states import Transition

ROUND_TRANSITIONS = (
    Transition("close", ("planned",), "closed", "办结"),
    Transition("reopen", ("closed",), "planned", "重新打开", needs_reason=True),
)

VISIT_TRANSITIONS = (
    Transition("start", ("planned", "under_way"), "under_way", "开始检查"),
    Transition("record", ("planned", "under_way"), "recorded", "提交检查记录"),
    Transition("cancel", ("planned", "under_way"), "cancelled", "取消检查", needs_reason=True),
    # A record came from a phone after the visit had been called off, and the office takes it.
    Transition("revive", ("cancelled",), "planned", "恢复检查", needs_reason=True),
    Transition("replace", (), "", "改用另一份记录"),
)

FINDING_TRANSITIONS = (
    Transition("answer", ("open", "sent_back"), "answered", "提交整改"),
    Transition("verify", ("answered",), "verified", "复查销号"),
    Transition("send_back", ("answered",), "sent_back", "退回整改", needs_reason=True),
    Transition("withdraw", ("open", "answered", "sent_back"), "withdrawn", "撤销问题", needs_reason=True),
)

DRAW_TRANSITIONS = (
    Transition("draw", ("committed",), "drawn", "公开种子并抽取"),
    Transition("cancel", ("committed", "drawn"), "cancelled", "作废抽取", needs_reason=True),
)

RECORD_TRANSITIONS = (
    Transition("store", ("receiving", "conflict", "held"), "stored", "入库"),
    Transition("conflict", ("receiving",), "conflict", "标为冲突"),
    Transition("hold", ("receiving",), "held", "留待处理"),
    Transition("discard", ("conflict", "held"), "discarded", "不予采用", needs_reason=True),
    # The office prefers another record of the visit: the one that stood is kept beside it.
    Transition("displace", ("stored",), "conflict", "改用另一份记录", needs_reason=True),
)

REQUEST_TRANSITIONS = (
    Transition("accept", ("waiting",), "accepted", "同意"),
    Transition("decline", ("waiting",), "declined", "不同意", needs_reason=True),
    Transition("withdraw", ("waiting",), "withdrawn", "撤回申请"),
)

BULLETIN_TRANSITIONS = (
    Transition("issue", ("draft",), "issued", "印发"),
    Transition("recall", ("issued",), "draft", "撤回修改", needs_reason=True),
)

SURVEY_TRANSITIONS = (
    Transition("open", ("draft",), "open", "开始测评"),
    Transition("close", ("open",), "closed", "结束测评"),
)
