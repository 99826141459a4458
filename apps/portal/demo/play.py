"""The demonstration from its beginning to its end, step by step."""

import datetime as dt
import time
from collections.abc import Callable

from django.db import transaction

from apps.campaigns.services import advance_phases
from apps.core import clock
from apps.core.models import InstanceMark
from apps.reminders.models import Notice
from apps.reminders.services import mark_read, send_due_notices

from . import announcing, applying, assessing, balloting, competing, creating, deciding, inspecting, steering, surveying
from .belts import string_belt
from .knowledge import describe_organizations, keep_records, keep_references, tell_facts
from .ledgers import keep_ledgers, tell_history
from .people import make_people
from .planning import plan_board
from .standards import write_standard
from .story import Story, open_story, prepare
from .working import honour, keep_word, plan_ahead, train
from .world import Tell, World, words

MARK = "demo"
#: People have read what came longer ago.
READ_AFTER = dt.timedelta(days=7)
Scene = Callable[[Story], None]
SCENES: tuple[Scene, ...] = (
    surveying.take_stock,
    applying.apply,
    applying.review,
    competing.compete,
    applying.report,
    steering.report_lines,
    creating.live,
    inspecting.steer,
    balloting.ask_midway,
    assessing.assess,
    inspecting.accept,
    inspecting.survey,
    balloting.ask_now,
    deciding.score,
    deciding.publicise,
    deciding.confer,
)


@transaction.atomic
def seed(password: str, tell: Tell) -> bool:
    """Make the demonstration once, all of it or nothing.

    Args:
        password: of every demo account.
        tell: takes a line of progress after each step.

    Returns:
        False when this database holds it already.
    """
    if InstanceMark.objects.filter(key=MARK).exists():
        return False
    world = World(password)
    for label, step in _steps(world):
        begun = time.monotonic()
        step()
        tell(f"{label}：{time.monotonic() - begun:.1f} 秒")
    InstanceMark.objects.create(key=MARK, value={"today": world.today.isoformat()})
    return True


def _steps(world: World) -> list[tuple[str, Callable[[], object]]]:
    plan = words("campaigns")
    # The furthest first: it began first, and lists show the youngest on top.
    campaigns = [plan["closed"], *reversed(plan["running"])]
    return [
        ("账号和角色", lambda: make_people(world)),
        ("党组织信息", lambda: describe_organizations(world)),
        ("数据", lambda: tell_facts(world)),
        ("参照值", lambda: keep_references(world)),
        ("工作记录", lambda: keep_records(world)),
        ("教育培训", lambda: train(world)),
        ("承诺践诺", lambda: keep_word(world)),
        ("工作计划", lambda: plan_ahead(world)),
        ("荣誉和奖惩事项", lambda: honour(world)),
        ("台账", lambda: keep_ledgers(world)),
        ("星级评定标准", lambda: write_standard(world)),
        *((row["code"], _told(world, row, serial)) for serial, row in enumerate(campaigns, 1)),
        ("创建计划图", lambda: plan_board(world)),
        ("下一年活动", lambda: prepare(world)),
        ("示范带", lambda: string_belt(world)),
        ("结对共建", lambda: creating.pair_up(world)),
        ("沿革", lambda: tell_history(world)),
        ("通知", lambda: announcing.announce(world)),
        ("提醒", lambda: _remind(world)),
    ]


def _told(world: World, plan: dict, serial: int) -> Callable[[], object]:
    def tell() -> None:
        story = open_story(world, plan, serial)
        for scene in SCENES:
            scene(story)
        if story.stage == "closed":
            deciding.close(story)
        world.campaigns[plan["code"]] = story.campaign

    return tell


def _remind(world: World) -> None:
    advance_phases(world.now)
    send_due_notices(world.now)
    for notice in Notice.objects.unread().filter(created_at__lt=world.now - READ_AFTER).select_related("recipient"):
        with clock.moved_to(notice.created_at + dt.timedelta(days=1)):
            mark_read(actor=notice.recipient, notice=notice)
