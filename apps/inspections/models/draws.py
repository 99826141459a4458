"""Drawing by lot (抽签): a frozen pool, a commitment published before, the seed after."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from apps.core import clock
from apps.core.history import tracked

from ..choices import DrawGrouping, DrawKind, DrawStatus
from ..querysets import DrawQuerySet
from ..transitions import DRAW_TRANSITIONS
from .rounds import Round


@tracked(exclude=["sealed_seed"])
class Draw(models.Model):
    """One draw of sites or of inspectors for a round; anyone can repeat it from its published record."""

    transitions = DRAW_TRANSITIONS

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="draws", verbose_name="督查批次")
    organization_path = models.CharField(max_length=255, db_collation="C")
    number = models.PositiveSmallIntegerField("第几次")
    kind = models.CharField("抽取对象", max_length=12, choices=DrawKind)
    #: ``[{key, name, group}]`` in the order of ``key``; nothing in it changes after the commitment.
    pool = models.JSONField("抽取范围")
    pool_digest = models.CharField("范围摘要", max_length=64)
    #: How many of each group: ``{group: count}``.
    take = models.JSONField("抽取数量")
    #: Into which groups the pool is divided; empty for one group.
    grouped_by = models.CharField("分组", max_length=10, choices=DrawGrouping, blank=True)
    #: When and where the lot is drawn, as published with the commitment.
    planned_for = models.DateTimeField("拟抽取时间", null=True, blank=True)
    place = models.CharField("抽取地点", max_length=80, blank=True)
    algorithm = models.CharField(max_length=20)
    commitment = models.CharField("承诺值", max_length=64)
    #: The seed before it is revealed, encrypted; nobody reads it until then.
    sealed_seed = models.BinaryField()
    #: What the supervisor on the spot called out; it enters the seed, so that the office alone decides nothing.
    spoken = models.CharField("现场报数", max_length=40, blank=True)
    supervised_by = models.CharField("监督人", max_length=40, blank=True)
    seed = models.CharField("种子", max_length=64, blank=True)
    #: Keys in the order drawn.
    drawn = models.JSONField("抽取结果", default=list, blank=True)
    status = models.CharField(max_length=20, choices=DrawStatus, default=DrawStatus.COMMITTED)
    committed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    committed_at = models.DateTimeField("封存时间", default=clock.now)
    drawn_at = models.DateTimeField("抽取时间", null=True, blank=True)

    objects = DrawQuerySet.as_manager()

    class Meta:
        ordering = ["round", "number"]
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="draw_number"),
            models.UniqueConstraint(
                fields=["round", "kind"], condition=Q(status="committed"), name="draw_one_open_of_a_kind"
            ),
            models.CheckConstraint(
                condition=~Q(status="drawn") | (~Q(seed="") & Q(drawn_at__gte=F("committed_at"))),
                name="draw_reveals_its_seed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round} 第{self.number}次抽取"
