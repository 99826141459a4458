from apps.core.states import Transition

VERSION_TRANSITIONS = (
    Transition("publish", ("draft",), "published", "发布"),
    Transition("retire", ("published",), "retired", "停用", needs_reason=True),
)
