from apps.core.states import Transition

DESIGNATION_TRANSITIONS = (
    Transition("suspend", ("valid",), "suspended", "暂停", needs_reason=True),
    Transition("restore", ("suspended",), "valid", "恢复", needs_reason=True),
    Transition("revoke", ("valid", "suspended"), "revoked", "摘牌", needs_reason=True),
)

BRAND_TRANSITIONS = (
    Transition("file", ("cultivating",), "filed", "备案"),
    Transition("apply", ("cultivating", "filed"), "applying", "申报"),
    Transition("award", ("cultivating", "filed", "applying"), "awarded", "授牌"),
    Transition("promote", ("awarded",), "promoted", "推广"),
)
