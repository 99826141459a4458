"""The words of acts on organizations. None of these rows has a status: the tables only name what was done."""

from apps.core.states import Transition

ORGANIZATION_VERBS = (
    Transition("import", (), "", "导入"),
    Transition("update_by_import", (), "", "导入更新"),
    Transition("edit", (), "", "修改信息"),
    Transition("record_facts", (), "", "更新数据"),
)

MEMBERSHIP_VERBS = (
    Transition("grant_role", (), "", "授予角色"),
    Transition("end_role", (), "", "终止角色", needs_reason=True),
)

RECORD_VERBS = (
    Transition("create", (), "", "登记"),
    Transition("cancel", (), "", "作废", needs_reason=True),
)
