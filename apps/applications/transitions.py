"""The life of an application, its review steps, its self-assessment, and what belongs to its creation.

draft → in_review → creating → awaiting_inspection → inspected → scored → publicised → named | not_named;
a return leads to ``returned`` and from there back to ``in_review``.
"""

from apps.core.states import Transition

BEFORE_APPROVAL = ("draft", "in_review", "returned")

#: An organization that is merged or closed meanwhile takes these along or withdraws them.
BEFORE_NOTICE = (*BEFORE_APPROVAL, "creating", "awaiting_inspection", "inspected", "scored")

APPLICATION_TRANSITIONS = (
    Transition("submit", ("draft", "returned"), "in_review", "提交申报"),
    Transition("recommend", ("in_review",), "in_review", "推荐"),
    Transition("countersign", ("in_review",), "in_review", "会签同意"),
    Transition("object", (), "", "会签不同意"),
    Transition("return", ("in_review",), "returned", "退回修改", needs_reason=True),
    Transition("reject", ("in_review",), "rejected", "不予推荐", needs_reason=True),
    Transition("approve", ("in_review",), "creating", "同意创建"),
    Transition(
        "recall", ("in_review", "returned", "rejected", "creating"), "in_review", "撤回审核决定", needs_reason=True
    ),
    Transition("withdraw", BEFORE_APPROVAL, "withdrawn", "撤回", needs_reason=True),
    Transition("restart", ("withdrawn",), "draft", "重新申报"),
    Transition("submit_self_assessment", ("creating",), "awaiting_inspection", "提交自评"),
    Transition("reopen_self_assessment", ("awaiting_inspection",), "creating", "退回自评", needs_reason=True),
    Transition("inspect", ("awaiting_inspection", "inspected"), "inspected", "完成验收"),
    Transition("score", ("inspected", "scored"), "scored", "评分"),
    Transition("publicise", ("scored",), "publicised", "公示"),
    Transition("withdraw_notice", ("publicised",), "scored", "撤销公示", needs_reason=True),
    Transition("name", ("publicised",), "named", "命名"),
    Transition("pass_over", ("scored", "publicised"), "not_named", "不予命名", needs_reason=True),
    Transition("dissolve", BEFORE_NOTICE, "withdrawn", "因合并或撤销撤回", needs_reason=True),
    Transition("carry_over", (), "", "因合并转入"),
)

#: A decision that its office can still take back.
RECALLABLE = ("recommended", "returned", "rejected", "objected", "reserved")

STEP_TRANSITIONS = (
    Transition("await", ("waiting", "returned"), "pending", "待审核"),
    Transition("recommend", ("pending",), "recommended", "推荐"),
    Transition("return", ("pending",), "returned", "退回修改", needs_reason=True),
    Transition("reject", ("pending",), "rejected", "不予推荐", needs_reason=True),
    Transition("object", ("pending",), "objected", "会签不同意", needs_reason=True),
    Transition("reserve", ("pending",), "reserved", "列为备选", needs_reason=True),
    Transition("call_up", ("reserved",), "pending", "备选递补，待审核", needs_reason=True),
    Transition("recall", RECALLABLE, "pending", "撤回审核决定", needs_reason=True),
    Transition("take_over", ("pending",), "passed_up", "逾期由上级接办", needs_reason=True),
    Transition("pass_up", ("pending",), "passed_up", "因回避移交上级", needs_reason=True),
    Transition("withdraw", ("pending", "reserved"), "waiting", "撤回", needs_reason=True),
    Transition("carry_over", (), "", "因合并改由他级审核"),
)

BATCH_TRANSITIONS = (
    Transition("start", ("preview",), "running", "开始批量办理"),
    Transition("finish", ("running",), "done", "完成批量办理"),
    Transition("cancel", ("preview", "running"), "cancelled", "取消批量办理"),
)

ASSESSMENT_TRANSITIONS = (
    Transition("submit", ("draft",), "submitted", "提交自评"),
    Transition("reopen", ("submitted",), "draft", "退回自评", needs_reason=True),
    Transition("attach_scan", (), "", "上传签字盖章件"),
    Transition("apply_sheet", (), "", "采用离线填报"),
)

GAP_TRANSITIONS = (
    Transition("close", ("open",), "closed", "销号"),
    Transition("recognise", ("open",), "closed", "数据已达到，自动销号"),
    Transition("reopen", ("closed",), "open", "重新整改", needs_reason=True),
    Transition("edit", (), "", "修改整改安排"),
)

REPORT_TRANSITIONS = (
    Transition("submit", ("draft", "returned"), "submitted", "报送"),
    Transition("return", ("submitted",), "returned", "退回补充", needs_reason=True),
    Transition("comment", (), "", "点评"),
)

ADMONITION_TRANSITIONS = (
    Transition("answer", ("issued",), "answered", "回复"),
    Transition("send_back", ("answered",), "issued", "退回重报", needs_reason=True),
    Transition("close", ("answered",), "closed", "办结"),
    Transition("withdraw", ("issued", "answered"), "withdrawn", "撤销", needs_reason=True),
)

#: Entries of money and support are never changed: a wrong one is voided with its reason.
ENTRY_TRANSITIONS = (Transition("void", ("standing",), "void", "作废", needs_reason=True),)

COMMITTEE_PLAN_TRANSITIONS = (
    Transition("submit", ("draft", "returned"), "submitted", "报送计划"),
    Transition("return", ("submitted",), "returned", "退回修改", needs_reason=True),
    Transition("approve", ("submitted",), "approved", "批复"),
    Transition("reopen", ("approved",), "returned", "退回调整", needs_reason=True),
)

ACCEPTANCE_TRANSITIONS = (
    Transition("submit", ("draft", "returned"), "submitted", "申请验收"),
    Transition("return", ("submitted",), "returned", "退回", needs_reason=True),
    Transition("accept", ("submitted",), "accepted", "受理"),
)

PERSON_VERBS = (
    Transition("create", (), "", "登记责任人员"),
    Transition("end", (), "", "任职结束"),
)
