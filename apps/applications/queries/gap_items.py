"""自查问题 as they are read: by leaf, in lists, counted."""

from ..models import Application, GapItem


def open_items(application: Application) -> dict[str, GapItem]:
    """What of an application is still to be put right, by leaf code. One query."""
    rows = GapItem.objects.filter(application=application, status="open").select_related("criterion")
    return {row.criterion.code: row for row in rows}
