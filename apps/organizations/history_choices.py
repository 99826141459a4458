"""Values and labels of what changes in the tree."""

from django.db import models


class ChangeKind(models.TextChoices):
    FOUND = "found", "新建"
    RENAME = "rename", "更名"
    RECLASSIFY = "reclassify", "调整领域层级"
    MOVE = "move", "调整隶属"
    MERGE = "merge", "合并"
    SPLIT = "split", "拆分"
    CLOSE = "close", "撤销"


class JointRole(models.TextChoices):
    HEAD = "head", "主任（书记）单位"
    DEPUTY = "deputy", "副主任（副书记）单位"
    PART_TIME = "part_time", "兼职委员单位"
    MEMBER = "member", "成员单位"
