"""What other apps read of the inbox."""

from typing import Any

from django.db.models import Count, IntegerField, Subquery
from django.db.models.functions import Coalesce

from .models import Notice


def unread_of(user: Any) -> Any:
    """An expression: how many lines of the person's inbox are unread."""
    unread = Notice.objects.visible_to(user).unread().order_by().values("recipient").annotate(n=Count("pk"))
    return Coalesce(Subquery(unread.values("n")), 0, output_field=IntegerField())
