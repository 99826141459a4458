"""Verbs of a version and of what it newly asks for."""

from apps.core.states import Transition

VERSION_TRANSITIONS = (
    Transition("create", (), "", "起草"),
    Transition("discard", (), "", "删除草稿"),
    Transition("follow", (), "", "跟进新版"),
    Transition("submit", ("draft",), "review", "提交审批"),
    Transition("withdraw", ("review",), "draft", "撤回修改"),
    Transition("return", ("review",), "draft", "退回修改", needs_reason=True),
    Transition("publish", ("draft", "review"), "published", "发布"),
    Transition("supersede", ("published",), "superseded", "由新版替代"),
    Transition("retire", ("published", "superseded"), "retired", "停用", needs_reason=True),
)
ASK_TRANSITIONS = (
    Transition("approve", ("open",), "approved", "批准"),
    Transition("refuse", ("open",), "refused", "不同意", needs_reason=True),
    Transition("reopen", ("approved", "refused"), "open", "重新提交"),
)
