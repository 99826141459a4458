"""What services refuse about values: each sentence with the field that it is about."""

import datetime as dt

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Model, UniqueConstraint

from apps.core import clock
from apps.core.exceptions import Invalid

#: Nothing that is kept here began before the Party did.
FOUNDED = dt.date(1921, 7, 1)
STRANGE = "日期有误，请检查年份。"


def refuse_field(name: str, label: str, words: str) -> Invalid:
    """One field that is wrong."""
    return Invalid(words if words.startswith(label) else f"{label}：{words}", fields={name: words})


def check_day(
    name: str, label: str, day: dt.date | None, *, earliest: dt.date = FOUNDED, latest: dt.date | None = None
) -> None:
    """Refuse a day in a year that cannot be meant; ``latest`` is ten years ahead unless told."""
    if day is not None and not earliest <= day <= (latest or clock.today() + dt.timedelta(days=3660)):
        raise refuse_field(name, label, STRANGE)


def check_past(name: str, label: str, day: dt.date | None) -> None:
    """Refuse a day to come, and one in a year that cannot be meant."""
    if day is not None and day > clock.today():
        raise refuse_field(name, label, f"{label}不能晚于今天。")
    check_day(name, label, day)


def model_refusal(error: ValidationError, model: type[Model]) -> Invalid:
    """What fields and constraints of a model refuse: one sentence for all, and the words for each field."""
    labels = {field.name: str(getattr(field, "verbose_name", "")) for field in model._meta.get_fields()}
    told, fields = [], {}
    for name, sentences in error.message_dict.items():
        for words in sentences:
            at = _field_of(words, model) if name == NON_FIELD_ERRORS else name
            plain = name == NON_FIELD_ERRORS or words.startswith(labels.get(name, ""))
            told.append(words if plain else f"“{labels[name]}”{words}")
            if at:
                fields[at] = words
    return Invalid("；".join(each.removesuffix("。") for each in told) + "。", fields=fields)


def _field_of(words: str, model: type[Model]) -> str:
    """The field that a unique constraint is about, told by its sentence: the last that it names."""
    for constraint in model._meta.constraints:
        if isinstance(constraint, UniqueConstraint) and constraint.violation_error_message == words:
            return constraint.fields[-1]
    return ""
