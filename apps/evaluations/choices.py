from django.db import models


class Decision(models.TextChoices):
    PENDING = "pending", "待定"
    PROPOSED = "proposed", "拟命名"
    NOT_PROPOSED = "not_proposed", "不命名"


class NoticeStatus(models.TextChoices):
    DRAFT = "draft", "拟稿"
    PUBLISHED = "published", "公示中"
    CLOSED = "closed", "公示结束"
    WITHDRAWN = "withdrawn", "已撤销"


class ObjectionStatus(models.TextChoices):
    RECEIVED = "received", "待办理"
    UPHELD = "upheld", "异议成立"
    DISMISSED = "dismissed", "异议不成立"


class RunStatus(models.TextChoices):
    RUNNING = "running", "计算中"
    DONE = "done", "已完成"
    CANCELLED = "cancelled", "已取消"
    FAILED = "failed", "未完成"
