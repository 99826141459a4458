"""Lines and files of an application, out of what its page has read already or else from the database."""

from decimal import Decimal
from typing import Any

from django.db.models import DecimalField

from apps.core.models import FileUse

from ..models import Application, PlanTask
from ..parts import PURPOSE, TASKS, LineKind
from ..querysets import rows_attribute


def lines_of(application: Application, kind: LineKind) -> list[Any]:
    """The lines of a table in their order; no statement where the application was read ``with_lines``."""
    rows = application.__dict__.get(rows_attribute(kind.related_name))
    if rows is None:
        return list(getattr(application, kind.related_name).order_by("position", "pk"))
    fields = kind.model._meta.concrete_fields
    lines = [kind.model(**{field.attname: _value(field, row[field.attname]) for field in fields}) for row in rows]
    for line in lines:
        line.application, line._state.adding = application, False
    return sorted(lines, key=lambda line: (line.position, line.pk))


def _value(field: Any, told: Any) -> Any:
    """A column out of JSON, which knows no zeros at a number's end."""
    value = field.to_python(told)
    if value is not None and isinstance(field, DecimalField):
        return value.quantize(Decimal(1).scaleb(-field.decimal_places))
    return value


def tasks_of(application: Application) -> list[PlanTask]:
    return lines_of(application, TASKS)


def documents_of(application: Application) -> Any:
    """The files attached to the application itself."""
    return FileUse.objects.of(application).filter(purpose=PURPOSE)


def namesakes_of(application: Application) -> int:
    """Other applications of the campaign that bear the same title; counted already by ``with_namesakes``."""
    if not hasattr(application, "namesakes"):
        return Application.objects.with_namesakes().get(pk=application.pk).namesakes
    return int(application.namesakes)
