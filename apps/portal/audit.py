"""Audit rows in words: verbs, kinds and statuses by their Chinese labels."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.core.exceptions import FieldDoesNotExist
from django.utils import timezone

from apps.accounts.choices import Role
from apps.core.models import StateChange
from apps.core.states import verb_label
from apps.evaluations.choices import Decision

KINDS = {
    "campaigns.announcement": "通知公告",
    "accounts.user": "账号",
    "organizations.organization": "党组织",
    "organizations.membership": "角色授权",
    "organizations.workrecord": "工作记录",
    "organizations.leaderlink": "领导联系点",
    "organizations.event": "奖惩事项",
    "organizations.metric": "数据项",
    "organizations.eventkind": "事项类型",
    "organizations.facility": "阵地",
    "organizations.factimport": "数据导入",
    "organizations.unit": "单位台账",
    "standards.standardversion": "标准版本",
    "core.calendarday": "工作日历",
    "standards.newask": "新增填报事项",
    "campaigns.campaign": "创建活动",
    "campaigns.phase": "阶段",
    "campaigns.phaseextension": "延期",
    "campaigns.programme": "行动计划",
    "campaigns.plannedyear": "计划年度",
    "campaigns.workline": "工作线",
    "campaigns.readinessrun": "摸底",
    "campaigns.candidate": "摸底对象",
    "applications.application": "申报",
    "applications.reviewstep": "审核环节",
    "applications.reviewbatch": "批量办理",
    "applications.reviewdelegation": "审核委托",
    "applications.interestdeclaration": "回避申报",
    "applications.selfassessment": "自评",
    "applications.plantask": "创建任务",
    "applications.response": "自评答复",
    "applications.acceptancerequest": "验收申请",
    "applications.admonition": "约谈提醒",
    "applications.applicationperson": "申报相关人员",
    "applications.committeeplan": "党委创建计划",
    "applications.fundingexpense": "经费支出",
    "applications.fundinggrant": "经费批复",
    "applications.gapitem": "自查问题",
    "applications.partnersupport": "共建支持",
    "applications.progressreport": "进展报告",
    "organizations.libraryfile": "材料",
    "organizations.pairing": "结对共建",
    "inspections.round": "督查批次",
    "inspections.visit": "检查",
    "inspections.finding": "问题",
    "inspections.rectificationnotice": "整改通知书",
    "inspections.findingrequest": "延期和申辩",
    "inspections.supervisionletter": "督办文书",
    "inspections.bulletin": "通报",
    "inspections.draw": "抽取",
    "inspections.fieldrecord": "现场记录",
    "inspections.survey": "群众测评",
    "inspections.masssurvey": "群众测评",
    "evaluations.evaluation": "评定",
    "evaluations.scoringrun": "得分计算",
    "evaluations.publicnotice": "公示",
    "evaluations.objection": "异议",
    "branding.designation": "命名",
    "branding.brand": "党建品牌",
    "branding.belt": "示范带",
}

#: Acts that are noted without moving a state.
ACTS = {
    "assign": "指定经办人",
    "hand_over_review": "离任移交",
    "declare_interest": "申报回避",
    "delegate": "委托审核",
    "end_interest": "解除回避",
    "rank": "择优排序",
    "revoke_delegation": "收回委托",
    "warn_overdue": "逾期提醒",
    "carry_over": "因合并转入",
    "create": "创建",
    "update": "修改",
    "edit": "修改",
    "grant": "授予角色",
    "grant_role": "授予角色",
    "end": "结束角色",
    "end_role": "结束角色",
    "enable": "启用",
    "disable": "停用",
    "reset_password": "重置密码",
    "extend": "准予延期",
    "cancel": "作废",
    "import": "导入",
    "decide": "拟定意见",
    "link": "建立联系",
    "publish": "发布",
    "around": "登记身边人员",
    "around_end": "结束登记",
    "close": "停用",
    "copy": "复制",
    "correct_fact": "更正数据",
    "discard": "删除草稿",
    "first_review": "初审",
    "follow": "跟进新版标准",
    "found": "设立",
    "grade": "人工确定等次",
    "join": "加入联合组织",
    "leave": "退出联合组织",
    "lift_veto": "撤销一票否决",
    "merge": "合并",
    "move": "调整隶属",
    "move_standard": "改用新版标准",
    "posts": "登记岗区数量",
    "postpone": "推迟截止",
    "act": "登记共建行动",
    "apply_sheet": "采用离线填报",
    "attach_scan": "附签字扫描件",
    "bin": "移入回收站",
    "purge": "回收站到期清除",
    "comment": "点评",
    "form_template": "更换登记表模板",
    "word_layout": "更换公文版式",
    "funding": "设定经费",
    "hand_over": "移交",
    "hide_position": "隐藏拍摄位置",
    "reclassify": "调整领域层级",
    "replace": "换用新版材料",
    "restore": "恢复材料",
    "show_position": "公开拍摄位置",
    "set_days": "录入节假日",
    "remove_days": "删除节假日",
    "rate": "评星定级",
    "reassign": "调整检查安排",
    "record_facts": "填报数据",
    "remind_facts": "提醒填报",
    "acknowledge": "确认收到",
    "add_channel": "添加提醒渠道",
    "change_channel": "修改提醒渠道",
    "turn_on_channel": "启用提醒渠道",
    "turn_off_channel": "停用提醒渠道",
    "change_reminder": "修改提醒规则",
    "pause_reminder": "暂停提醒",
    "resume_reminder": "恢复提醒",
    "urge": "催办",
    "remove": "删除",
    "rename": "更名",
    "report": "报送进展",
    "set_targets": "确定年度任务",
    "split": "拆分",
    "update_by_import": "导入修改",
    "verify": "核实",
    "veto": "登记一票否决",
    "object": "提出不同意见",
    "issue_notice": "下达整改通知书",
    "sign_notice": "签收整改通知书",
    "plan_rectification": "填报整改方案",
    "flag_finding": "标记问题",
    "issue_letter": "发出督办文书",
    "answer_letter": "答复督办文书",
    "redraft_bulletin": "重新起草通报",
}


@dataclass(frozen=True)
class AuditRow:
    at: dt.datetime
    actor: str
    role: str
    organization: str
    verb: str
    kind: str
    subject: str
    source: str
    target: str
    reason: str

    def cells(self) -> tuple[object, ...]:
        """The row as export cells; the time in Asia/Shanghai without zone."""
        local = timezone.localtime(self.at).replace(tzinfo=None)
        return (
            local,
            self.actor,
            self.role,
            self.organization,
            self.verb,
            self.kind,
            self.subject,
            self.source,
            self.target,
            self.reason,
        )


def rows_for(changes: Iterable[StateChange]) -> Iterator[AuditRow]:
    """Each change in words. Expects ``for_table()`` so that no row costs a query."""
    for change in changes:
        yield AuditRow(
            at=change.at,
            actor=change.actor.name if change.actor else "系统",
            role=role_label(change.acting_role),
            organization=change.acting_organization_name,
            verb=act_label(change),
            kind=KINDS.get(_model(change), change.subject_type.name),
            subject=change.subject_label,
            source=status_label(change, change.source),
            target=status_label(change, change.target),
            reason=change.reason,
        )


def _model(change: StateChange) -> str:
    return f"{change.subject_type.app_label}.{change.subject_type.model}"


def role_label(role: str) -> str:
    return dict(Role.choices).get(role, "系统" if role == "system" else role)


def act_label(change: StateChange) -> str:
    """The verb in Chinese: from the model's transitions, else from the list of plain acts."""
    model = change.subject_type.model_class()
    if model is not None and hasattr(model, "transitions"):
        label = verb_label(_model(change), change.verb)
        if label != change.verb:
            return label
    return ACTS.get(change.verb, change.verb)


def status_label(change: StateChange, value: str) -> str:
    """A status in the words of the subject's model; empty stays empty. An evaluation's are its decisions."""
    model = change.subject_type.model_class()
    if not value or model is None:
        return value
    try:
        field = model._meta.get_field("status")
    except FieldDoesNotExist:
        return dict(Decision.choices).get(value, value) if change.verb == "decide" else value
    return str(dict(getattr(field, "choices", None) or ()).get(value, value))
