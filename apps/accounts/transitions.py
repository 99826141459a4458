"""The words of acts on accounts."""

from apps.core.states import Transition

USER_VERBS = (
    Transition("create", (), "", "建立账号"),
    Transition("edit", (), "", "修改账号"),
    Transition("reset_password", (), "", "重置密码"),
    Transition("enable", (), "", "启用账号", needs_reason=True),
    Transition("disable", (), "", "停用账号", needs_reason=True),
)
