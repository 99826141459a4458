from django.db import models


class ChannelKind(models.TextChoices):
    """Ways out of the portal. The first two reach a person, the others a group or a program."""

    EMAIL = "email", "电子邮件"
    SMS = "sms", "短信网关"
    WECOM = "wecom", "企业微信群机器人"
    DINGTALK = "dingtalk", "钉钉群机器人"
    FEISHU = "feishu", "飞书群机器人"
    WEBHOOK = "webhook", "网络回调"


#: Kinds that reach one person at an address of their own.
PERSONAL = (ChannelKind.EMAIL, ChannelKind.SMS)


class DeliveryKind(models.TextChoices):
    DIGEST = "digest", "每日汇总"
    URGENT = "urgent", "当日到期"
    TEST = "test", "试发"


class DeliveryStatus(models.TextChoices):
    PENDING = "pending", "待发送"
    SENDING = "sending", "发送中"
    SENT = "sent", "已发送"
    FAILED = "failed", "发送失败"
    DROPPED = "dropped", "无需发送"
