"""The living style page: every component in every state, with invented data (view; access is wired in ``urls.py``)."""

from datetime import timedelta

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from apps.core import clock
from apps.core.components.forms import Chips, FilesInput, Segmented
from apps.core.models import FileUse, StoredFile
from apps.core.official import Grid, Paper, paragraphs

COLOURS = (
    ("主色", "--red", "#B7141E"), ("主色 深", "--red-dark", "#8E0F17"), ("金", "--gold", "#C89B3C"), ("金字", "--gold-ink", "#745612"),
    ("字", "--ink", "#1F2329"), ("次字", "--ink-2", "#4A515C"), ("辅字", "--ink-3", "#626A76"), ("控件边", "--field", "#858D98"),
    ("线", "--line", "#E3E6EA"), ("底", "--bg", "#F4F5F7"), ("链接、进行", "--link", "#1C5A9C"), ("达标", "--ok", "#17704A"),
    ("临期", "--warn", "#7A5A00"), ("逾期、错误", "--bad", "#BF360C"),
)  # fmt: skip
PAPER = Paper(
    title="整改通知书",
    number="督改〔2026〕1号",
    addressed="漓岸社区党总支",
    blocks=paragraphs("检查中发现问题 1 个，请限期整改。"),
    grid=Grid(("序号", "存在问题", "整改期限"), (("1", "公开栏未按时更新", "12月12日"),), (16, 100, 40)),
    signer="七星区委",
    day="2026年11月29日",
    receipt=("签收人：　　　　签收日期：",),
)
STATES = (
    ("草稿", "idle", "pen"), ("审核中", "info", "run"), ("退回", "warn", "back"), ("已通过", "ok", "ok"),
    ("不予推荐", "bad", "bad"), ("已撤回", "idle", "idle"), ("已命名", "gold", "star"),
)  # fmt: skip
SYNC_STATES = (
    ("待上传", "idle", "clock"),
    ("上传中", "info", "sync"),
    ("已上传", "ok", "upok"),
    ("有冲突", "bad", "warn"),
)
NOTICES = (
    ("info", "本活动要求每单位填 46 项，其中 31 项已有数据自动带出。"),
    ("ok", "已提交，象山区委组织部将在 5 个工作日内审核。"),
    ("warn", "“社区服务场所面积”已有数据，重复要求须写明理由。"),
    ("bad", "第 12 行：组织编码 450302 不存在。没有导入任何数据。"),
    ("idle", "此项由上级填写，本单位无需处理。"),
)
SECTORS = (("urban", "街道社区"), ("rural", "乡镇农村"))


class SampleForm(forms.Form):
    """One field of every kind."""

    prefilled = {"members": "组织档案 11月1日"}
    name = forms.CharField(label="品牌名称", help_text="4—8 个字", initial="漓岸红链")
    members = forms.IntegerField(label="党员数", initial=86, disabled=True)
    sector = forms.ChoiceField(label="领域", choices=SECTORS)
    day = forms.DateField(label="整改期限")
    text = forms.CharField(label="说明", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    discussed = forms.BooleanField(label="已经党员大会讨论")
    result = forms.ChoiceField(
        label="结论",
        choices=(("met", "达标"), ("unmet", "不达标"), ("na", "不适用")),
        widget=Segmented(tones={"met": "ok", "unmet": "bad", "na": "idle"}),
    )
    kind = forms.ChoiceField(label="取得方式", choices=(("new", "新建"), ("merge", "整合")), widget=forms.RadioSelect)
    problems = forms.MultipleChoiceField(
        label="常用问题",
        choices=(("late", "未按时更新"), ("part", "内容不全"), ("place", "位置不当")),
        widget=Chips,
        required=False,
    )
    scan = forms.FileField(
        label="签字盖章扫描件", widget=FilesInput, required=False, help_text="PDF 或图片，20 MB 以内"
    )
    sheet = forms.FileField(label="填好的工作簿", required=False)

    def clean_day(self):
        raise forms.ValidationError("期限不能早于 11月26日（3 个工作日后），请改晚一些")


class SampleFilter(forms.Form):
    """A filter as above a list."""

    q = forms.CharField(label="单位", required=False)
    sector = forms.ChoiceField(label="领域", choices=(("", "全部"), *SECTORS), required=False)
    late = forms.BooleanField(label="只看逾期", required=False)


def styleguide(request: HttpRequest) -> HttpResponse:
    """Show the style page."""
    context = {
        "colours": COLOURS, "states": STATES, "sync_states": SYNC_STATES, "notices": NOTICES,
        "verdicts": ("met", "partly", "unmet", "not_applicable", "unanswered", "judged"),
        "form": SampleForm(initial={"result": "met", "problems": ["late"], "kind": "merge"}),
        "wrong_form": SampleForm(
            {"wrong-name": "漓岸红链", "wrong-day": "2026-11-24", "wrong-sector": "urban"}, prefix="wrong"
        ),
        "filter_form": SampleFilter({"sector": "urban"}),
        **_dated(), **_progress(), **_listed(),
        "page": Paginator(range(286), 50).page(2), "single_page": Paginator(range(3), 50).page(1),
    }  # fmt: skip
    return render(request, "portal/styleguide.html", context)


def _dated() -> dict:
    today = clock.today()
    days = {
        name: today + timedelta(days=shift) for name, shift in (("late", -2), ("soon", 3), ("later", 7), ("far", 41))
    }
    plan = (
        ("申报", -40, -11),
        ("审核", -10, 4),
        ("培育", 8, 90),
        ("评审", 105, 118),
        ("公示", 119, 125),
        ("授牌", 134, 134),
    )
    phases = [
        {"name": n, "starts_on": today + timedelta(days=a), "ends_on": today + timedelta(days=b)} for n, a, b in plan
    ]
    return {"days": {**days, "today": today}, "now": clock.now(), "phases": phases}


def _progress() -> dict:
    parts = (("审核中", 31), ("培育中", 15), ("已自评", 4), ("已评审", 2), ("已命名", 0))
    funnel = [
        {"label": "应申报", "value": 64, "url": "#", "group": "sum"},
        {"label": "已申报", "value": 52, "url": "#", "group": "sum"},
    ]
    funnel += [{"label": label, "value": value, "url": "#"} for label, value in parts]
    return {
        "funnel": funnel,
        "steps": [
            {"name": "支部提交", "state": "done", "note": "演示书记乙 · 11月12日"},
            {"name": "街道退回", "state": "back", "note": "11月13日，第 1 次"},
            {"name": "城区审核", "state": "now", "note": "演示用户己 · 待办 2 天"},
            {"name": "市级审核", "state": "todo", "note": "未开始"},
        ],
        "rings": ((9, 9, ""), (5, 8, "now"), (7, 10, ""), (0, 10, ""), (0, 0, "")),
        "figures": [
            {"label": "待我审核", "value": 12, "unit": "件", "url": "#", "note": "1 件已逾期", "tone": "bad"},
            {"label": "下级逾期", "value": 5, "unit": "件", "url": "#", "note": "最长 6 天"},
            {"label": "本周到期", "value": 23, "unit": "件", "url": "#", "note": "最早 11月24日"},
            {"label": "未排期验收", "value": 0, "unit": "家", "note": "12月4日前完成"},
        ],
        "figure_list": [
            {"label": "已完成", "value": 92, "unit": "家", "url": "#", "note": "34%"},
            {"label": "已排期", "value": 136, "unit": "家", "url": "#"},
            {"label": "未排期", "value": 40, "unit": "家", "url": "#"},
            {"label": "计划检查", "value": 268, "unit": "家", "url": "#"},
        ],
        "parts": [
            {"label": "自评 92.50 × 20%", "value": "18.50"},
            {"label": "群众测评 96.40 × 40%", "value": "38.56"},
            {"label": "组织考评 93.00 × 40%", "value": "37.20"},
            {"label": "加分（上限 2 分）", "value": "2.00"},
            {"label": "扣分", "value": "0.00", "sign": "-"},
        ],
        "stations": _stations(),
    }


def _stations() -> list[dict]:
    rows = (
        ("柘木红埠", "named", "柘木社区 · 已命名"), ("雁栖先锋", "named", "雁山社区 · 已命名"), ("学府领航", "open", "大学城联合党委 · 已验收"),
        ("果香党旗", "open", "大埠村 · 创建中"), ("葡萄红链", "now", "葡萄村 · 检查中"), ("遇龙红桥", "named", "白沙村 · 已命名"),
        ("古桥驿站", "wait", "旧县村 · 未开始"), ("漓水红岸", "named", "阳朔社区 · 已命名"), ("兴坪渔火", "open", "兴坪社区 · 创建中"),
        ("福利画乡", "wait", "福利村 · 未开始"),
    )  # fmt: skip
    return [{"name": name, "state": state, "note": note, "url": "#belt"} for name, state, note in rows]


def _listed() -> dict:
    today = clock.today()
    return {
        "todos": [
            {"title": "答复整改：公开栏未按时更新", "url": "#", "due": today - timedelta(days=3), "note": "第三季度督查，限 11月20日（周五）",
             "action": "答复整改", "action_url": "#", "primary": True},
            {"title": "补齐自评：还差 8 项", "url": "#", "due": today + timedelta(days=3), "note": "规范化建设示范点，限 11月26日（周四）"},
            {"title": "登记 11 月主题党日", "url": "#", "due": today, "done": True, "note": "工作记录，记一次，各项活动共用"},
        ],
        "queue": [
            {"title": "漓岸红链", "url": "#", "due": today - timedelta(days=3), "note": "象山区 · 漓岸社区党总支", "aside": "第 4 级，共 4 级"},
            {"title": "稻香党旗", "url": "#", "due": today + timedelta(days=4), "note": "兴安县 · 稻香村党总支", "aside": "第 4 级，共 4 级"},
        ],
        "paper": PAPER,
        "entries": [
            {"title": "象山区委组织部　审核中", "meta": "11月16日起", "actor": "演示用户己", "now": True},
            {"title": "南门街道党工委　推荐", "text": "已补充党员大会记录。", "actor": "演示用户戊", "at": clock.now() - timedelta(days=10)},
            {"title": "社区党总支　提交", "actor": "演示书记乙", "at": clock.now() - timedelta(days=11)},
        ],
        "use": FileUse(name="主题党日照片.jpg", file=StoredFile(content_type="image/jpeg", size=1)),
        "files": [
            {"name": "申报登记表（盖章）.pdf", "url": "#", "size": 1258291, "preview_url": "#"},
            {"name": "责任区公示栏.jpg", "url": "#", "size": 245760, "remove_url": "#"},
            {"name": "服务大厅.jpg", "url": "#", "state": "已有，直接引用", "tone": "ok"},
            {"name": "台账.exe", "state": "未上传", "tone": "bad", "note": "不收这种文件。可传 PDF、Office、图片。"},
        ],
        "pairs": [
            ("单位全称", "象山区南门街道漓岸社区党总支"), ("领域", "街道社区"), {"label": "党员数", "value": "86 名", "source": "组织档案 11月1日"},
            ("隶属", "南门街道党工委"), ("书记", "演示书记乙"), ("下设支部", ""),
        ],
        "tabs": [{"label": "概览", "url": "#", "active": True}, {"label": "申报", "url": "#", "count": 286}, {"label": "公文", "url": "#"}],
        "missing": [{"label": "品牌内涵", "url": "#id_text"}, {"label": "党员大会记录（附件）", "url": "#id_scan"}],
    }  # fmt: skip
