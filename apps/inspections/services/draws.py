"""Drawing by lot: freeze the pool and publish a commitment, then draw in front of a supervisor. See ``lots``."""

import datetime as dt
import math
from collections.abc import Collection

from django.db import IntegrityError, transaction
from django.db.models import Max

from apps.accounts.models import User
from apps.core import clock, states
from apps.core.exceptions import Invalid, OutOfTurn
from apps.core.limits import within
from apps.core.secrets import seal, unseal
from apps.core.verdicts import require

from .. import lots, rules
from ..choices import DrawGrouping, DrawKind, DrawStatus
from ..models import Draw, Round
from ..queries.draws import Pool, inspector_pool, site_pool

SPOKEN = 40


@transaction.atomic
def commit_draw(
    *,
    actor: User,
    round: Round,
    kind: str,
    count: int | None = None,
    percent: int | None = None,
    grouped_by: str = "",
    applications: Collection[int] | None = None,
    planned_for: dt.datetime | None = None,
    place: str = "",
) -> Draw:
    """Freeze the pool and publish its digest and the commitment to a seed that stays sealed until the draw.

    Args:
        count: how many of each group; fewer stand in a smaller group.
        percent: instead of ``count``: what share of each group, rounded up.
        applications: keys of the applications whose sites stand in the pool; all that the round may visit when None.
        planned_for, place: when and where the lot is drawn, told with the commitment.

    Raises:
        Refused: not the round's office. Invalid: an empty pool or no number.
        OutOfTurn: another draw of this kind waits.
    """
    acting = require(rules.can_manage_round(actor, round))
    if kind not in DrawKind.values or (grouped_by and grouped_by not in DrawGrouping.values):
        raise Invalid("请选择抽取对象和分组方式。")
    if planned_for is not None and not dt.timedelta(days=-1) <= planned_for - clock.now() <= dt.timedelta(days=366):
        raise Invalid("抽取时间应在今天以后一年以内，请核对。")
    locked = Round.objects.select_for_update().get(pk=round.pk)
    pool = site_pool(round, grouped_by, applications) if kind == DrawKind.SITES else inspector_pool(round, grouped_by)
    if not pool.lines:
        raise Invalid("抽取范围是空的，没有可以抽取的对象。")
    seed = lots.new_seed()
    digest = lots.pool_digest(pool.lines)
    number = (locked.draws.aggregate(last=Max("number"))["last"] or 0) + 1
    try:
        with transaction.atomic():
            draw = Draw.objects.create(
                round=round,
                organization_path=round.organization_path,
                number=number,
                kind=kind,
                pool=[{"key": line.key, "name": line.name, "group": line.group} for line in pool.lines],
                pool_digest=digest,
                take=_take(pool, count, percent),
                grouped_by=grouped_by,
                planned_for=planned_for,
                place=within(place, 80, "抽取地点", field="place"),
                algorithm=lots.ALGORITHM,
                commitment=lots.commitment_of(seed),
                sealed_seed=seal(seed).encode(),
                committed_by=actor,
                committed_at=clock.now(),
            )
    except IntegrityError as error:
        raise OutOfTurn("本批次已有一次抽签封存待抽取，请先抽取或作废。") from error
    states.record(draw, "create", acting=acting, target=draw.status, reason=f"范围摘要 {digest}")
    return draw


@transaction.atomic
def draw_lot(*, actor: User, draw: Draw, supervised_by: str, spoken: str) -> Draw:
    """Mix what the supervisor called out into the sealed seed, draw, and reveal the seed.

    Raises:
        Refused: not the round's office. OutOfTurn: drawn or cancelled already.
        Invalid: no supervisor, or nothing called out; who draws cannot supervise.
    """
    acting = require(rules.can_manage_round(actor, draw.round))
    supervised_by, spoken = " ".join(supervised_by.split()), " ".join(spoken.split())
    if not supervised_by or not spoken or len(spoken) > SPOKEN or len(supervised_by) > SPOKEN:
        raise Invalid("请填写监督人姓名和现场报数，各不超过 40 字。")
    if supervised_by == actor.name:
        raise Invalid("监督人不能是操作抽取的人，请由他人监督。")
    locked = Draw.objects.select_for_update(of=("self",)).get(pk=draw.pk)
    if locked.status != DrawStatus.COMMITTED:
        raise OutOfTurn(f"这次抽签{locked.get_status_display()}，不能再抽取。")
    seed = unseal(bytes(locked.sealed_seed).decode())
    pool = [lots.Line(line["key"], line["name"], line["group"]) for line in locked.pool]
    drawn = lots.drawn_of(pool, locked.take, seed, spoken)
    Draw.objects.filter(pk=locked.pk).update(
        seed=seed,
        spoken=spoken,
        supervised_by=supervised_by,
        drawn=drawn,
        drawn_at=max(clock.now(), locked.committed_at),
    )
    states.move(draw, "draw", acting=acting, reason=f"监督人{supervised_by}，现场报数“{spoken}”，抽出 {len(drawn)} 个")
    draw.refresh_from_db()
    return draw


@transaction.atomic
def cancel_draw(*, actor: User, draw: Draw, reason: str) -> Draw:
    """Declare a draw void, with a reason; it stays visible with its reason.

    Raises:
        Invalid: no reason, or visits of drawn sites are arranged already.
    """
    acting = require(rules.can_manage_round(actor, draw.round))
    if draw.kind == DrawKind.SITES and draw.drawn:
        arranged = draw.round.visits.live().filter(organization__code__in=draw.drawn).count()
        if arranged:
            raise Invalid(f"抽中的 {arranged} 个单位已安排检查，请先取消检查再作废抽签。")
    states.move(draw, "cancel", acting=acting, reason=reason)
    draw.refresh_from_db()
    return draw


def _take(pool: Pool, count: int | None, percent: int | None) -> dict[str, int]:
    if percent is not None and 1 <= percent <= 100:
        return {group: math.ceil(size * percent / 100) for group, size in pool.sizes.items()}
    if count is None or count < 1:
        raise Invalid("请填写每组抽取的数量，或占每组的比例（1%—100%）。")
    return {group: min(count, size) for group, size in pool.sizes.items()}
