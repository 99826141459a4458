"""The machine value, then the Chinese word that people read."""

from django.db.models import TextChoices


class Scan(TextChoices):
    """What the virus scanner said; OFF where none is configured."""

    OFF = "off", "未查"
    WAITING = "waiting", "待查"
    CLEAN = "clean", "安全"
    INFECTED = "infected", "有毒"


class Derived(TextChoices):
    """Whether thumbnail and preview are made; NONE for kinds of which nothing is made here."""

    WAITING = "waiting", "生成中"
    MADE = "made", "已生成"
    FAILED = "failed", "未能生成"
    NONE = "none", "不生成"
