"""The papers of inspections that an office may lay out itself: what each says by name, and ours as a layout. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from apps.core.layouts import Vocabulary
from apps.core.official import Grid, Paper, Titled, paragraphs, word_of

#: File purposes of kept layouts begin so.
PURPOSE = "layout:"
NOTICE, LETTER, BULLETIN, RECORD = "notice", "letter", "bulletin", "record"


@dataclass(frozen=True)
class Kind:
    """One kind of paper."""

    key: str
    label: str
    used: str
    words: Vocabulary
    ours: Paper

    @property
    def purpose(self) -> str:
        return PURPOSE + self.key

    def default_layout(self) -> bytes:
        """Our own paper with the names of the fields instead of their values, to begin with."""
        return _laid_out(self.key)


@cache
def _laid_out(key: str) -> bytes:
    return word_of(KINDS[key].ours)


def _rows(name: str, columns: Mapping[str, str], widths: tuple[int, ...]) -> Grid:
    """A heading row and three rows of marks: the loop begins, each line, the loop ends. ``columns``: heading → field."""
    blank = ("",) * (len(columns) - 1)
    line = tuple(f"{{{{ 行.{field} }}}}" for field in columns.values())
    return Grid(tuple(columns), ((f"{{%tr for 行 in {name} %}}", *blank), line, ("{%tr endfor %}", *blank)), widths)


_SIGNED = (
    "{% if 签收人 %}签收人：{{ 签收人 }}　　签收日期：{{ 签收日期 }}"
    "{% else %}签收人：　　　　　　　　签收日期：　　　年　　月　　日{% endif %}"
)

KINDS = {
    kind.key: kind
    for kind in (
        Kind(
            NOTICE,
            "整改通知书",
            "下达整改通知书时",
            Vocabulary(
                {
                    "文号": "如 党建督〔2026〕1号",
                    "单位": "被检查单位全称",
                    "批次": "督查批次名称",
                    "组织单位": "组织督查的单位全称",
                    "检查日期": "年月日",
                    "问题数": "本通知书列出的问题个数",
                    "正文": "开头一段，说明检查时间、批次和问题个数",
                    "要求": "下达时填写的要求，可以多段",
                    "发文单位": "发文单位全称",
                    "印发日期": "年月日",
                    "签收人": "未签收的为空",
                    "签收日期": "未签收的为空",
                },
                {"问题表": ("序号", "问题", "指标", "程度", "标记", "整改要求", "整改期限")},
            ),
            Paper(
                title="整改通知书",
                number="{{ 文号 }}",
                addressed="{{ 单位 }}",
                blocks=paragraphs("{{ 正文 }}", "{%p if 要求 %}", "{{ 要求 }}", "{%p endif %}"),
                grid=_rows(
                    "问题表",
                    {
                        "序号": "序号",
                        "存在问题": "问题",
                        "程度": "程度",
                        "整改要求": "整改要求",
                        "整改期限": "整改期限",
                    },
                    (12, 56, 20, 40, 28),
                ),
                signer="{{ 发文单位 }}",
                day="{{ 印发日期 }}",
                receipt=(_SIGNED,),
            ),
        ),
        Kind(
            LETTER,
            "督办文书",
            "发出督办通知、督查指导通知、提醒函、告诫书和问责建议书时",
            Vocabulary(
                {
                    "标题": "督办通知、提醒函、告诫书等",
                    "文种": "督办、督查指导、提醒、告诫或问责",
                    "文号": "如 党建督〔2026〕1号",
                    "单位": "整改单位全称",
                    "批次": "督查批次名称",
                    "问题": "督办的问题",
                    "整改期限": "年月日",
                    "正文": "开头一段，说明问题、期限和本次措施",
                    "要求": "发出时填写的要求，可以多段",
                    "此前文书": "已发出的文书和文号，以顿号分开；没有的为空",
                    "答复期限": "年月日",
                    "发文单位": "发出单位全称",
                    "印发日期": "年月日",
                },
                {"此前文书表": ("序号", "文书", "文号", "印发日期")},
            ),
            Paper(
                title="{{ 标题 }}",
                number="{{ 文号 }}",
                addressed="{{ 单位 }}",
                blocks=paragraphs(
                    "{{ 正文 }}",
                    "{%p if 此前文书 %}",
                    "此前已发出：{{ 此前文书 }}。",
                    "{%p endif %}",
                    "{{ 要求 }}",
                    "请于{{ 答复期限 }}前将整改情况通过平台答复。",
                ),
                signer="{{ 发文单位 }}",
                day="{{ 印发日期 }}",
            ),
        ),
        Kind(
            BULLETIN,
            "通报",
            "批次结束印发通报时",
            Vocabulary(
                {
                    "标题": "通报标题",
                    "文号": "印发前为空",
                    "批次": "督查批次名称",
                    "主题": "本批次主题，没有的为空",
                    "开始日期": "批次开始，年月日",
                    "结束日期": "批次结束，年月日",
                    "已检查": "已检查的单位个数",
                    "正文": "带格式的正文，花括号后的 r 不能少",
                    "发文单位": "组织督查的单位全称",
                    "印发日期": "印发前为空",
                },
                {"单位表": ("序号", "单位", "检查日期", "问题数", "未销号")},
                frozenset({"正文"}),
            ),
            Paper(
                title="{{ 标题 }}",
                number="{{ 文号 }}",
                addressed="各有关党组织",
                blocks=paragraphs("{{r 正文 }}"),
                signer="{{ 发文单位 }}",
                day="{{ 印发日期 }}",
            ),
        ),
        Kind(
            RECORD,
            "检查记录",
            "导出一次检查的记录时",
            Vocabulary(
                {
                    "单位": "被检查单位全称",
                    "批次": "督查批次名称",
                    "组织单位": "组织督查的单位全称",
                    "计划日期": "年月日",
                    "检查时间": "到达和离开的时间",
                    "检查组": "成员姓名，组长注明",
                    "检查方式": "看资料、实地查看、座谈走访",
                    "陪同人员": "没有的为空",
                    "总体评价": "文字",
                    "亮点": "没有的为空",
                    "提交人": "提交记录的督导员",
                    "提交日期": "年月日",
                },
                {
                    "指标表": ("序号", "部分", "指标", "申报值", "核实值", "结论", "说明"),
                    "事项表": ("序号", "检查内容", "结论", "说明"),
                    "座谈表": ("序号", "方式", "对象", "情况"),
                    "问题表": ("序号", "问题", "指标", "程度", "整改要求", "整改期限", "状态"),
                },
            ),
            Paper(
                title="检查记录",
                blocks=paragraphs(
                    "被检查单位：{{ 单位 }}",
                    "督查批次：{{ 批次 }}（{{ 组织单位 }}组织）",
                    "检查时间：{{ 检查时间 }}",
                    "检查组：{{ 检查组 }}",
                    "检查方式：{{ 检查方式 }}",
                    "{%p if 陪同人员 %}",
                    "陪同人员：{{ 陪同人员 }}",
                    "{%p endif %}",
                    "总体评价：{{ 总体评价 }}",
                    "{%p if 亮点 %}",
                    "亮点：{{ 亮点 }}",
                    "{%p endif %}",
                ),
                tables=(
                    Titled(
                        "逐项核查",
                        _rows(
                            "指标表",
                            {
                                "序号": "序号",
                                "指标": "指标",
                                "申报值": "申报值",
                                "核实值": "核实值",
                                "结论": "结论",
                                "说明": "说明",
                            },
                            (12, 44, 26, 26, 18, 30),
                        ),
                        "指标表",
                    ),
                    Titled(
                        "本批次检查事项",
                        _rows(
                            "事项表",
                            {"序号": "序号", "检查内容": "检查内容", "结论": "结论", "说明": "说明"},
                            (12, 70, 20, 54),
                        ),
                        "事项表",
                    ),
                    Titled(
                        "座谈走访",
                        _rows("座谈表", {"方式": "方式", "对象": "对象", "情况": "情况"}, (26, 30, 100)),
                        "座谈表",
                    ),
                    Titled(
                        "发现的问题",
                        _rows(
                            "问题表",
                            {
                                "序号": "序号",
                                "问题": "问题",
                                "程度": "程度",
                                "整改要求": "整改要求",
                                "整改期限": "整改期限",
                            },
                            (12, 60, 20, 36, 28),
                        ),
                        "问题表",
                    ),
                ),
                receipt=(
                    "检查人签字：　　　　　　　　　　被检查单位签字：",
                    "提交人：{{ 提交人 }}　　提交日期：{{ 提交日期 }}",
                ),
            ),
        ),
    )
}
