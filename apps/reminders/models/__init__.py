from .channels import Channel, Delivery, DeliveryLine, Preference
from .feeds import CalendarFeed, Urge
from .notices import Notice, RuleSetting

__all__ = [
    "CalendarFeed",
    "Channel",
    "Delivery",
    "DeliveryLine",
    "Notice",
    "Preference",
    "RuleSetting",
    "Urge",
]
