"""Rows that several people may want at once are locked here, the application always first."""

from typing import Any

from django.db.models import QuerySet

from apps.core.exceptions import Refused, StaleVersion
from apps.core.prepared import prepared
from apps.core.verdicts import Acting

from ..models import Application

STALE = "这份申报刚被他人保存或提交过，您的内容没有覆盖，请刷新后再改。"


def locked(application: Any) -> Application:
    """The application's present row, locked until the end of the transaction."""
    found: Application | None = _locked.first(application.pk)
    if found is None:
        raise Application.DoesNotExist
    return found


@prepared
def _locked(pk: int) -> "QuerySet[Any]":
    rows = Application.objects.select_for_update(of=("self",)).select_related("campaign", "organization")
    return rows.filter(pk=pk).order_by()


def check_version(application: Application, version: int | None) -> None:
    """Refuse an act that was decided upon while reading an older version.

    Raises:
        StaleVersion: the row has moved on.
    """
    if version is not None and application.version != version:
        raise StaleVersion(STALE)


def office_of(acting: Acting) -> int:
    """The key of the organization for which somebody acts.

    Raises:
        Refused: the capacity is nobody's in particular.
    """
    if acting.organization_id is None:
        raise Refused("请以党建办身份办理。")
    return acting.organization_id
