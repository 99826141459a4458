"""Values of a row checked before they are stored, with the sentence that names the field."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from apps.core.exceptions import Invalid


def check_fields(row: models.Model, *names: str) -> None:
    """Refuse a value that does not fit its field; without names all fields are checked.

    Raises:
        Invalid: the first field that does not fit, by its label.
    """
    fields: list[Any] = [each for each in row._meta.fields if not names or each.name in names]
    for each in fields:
        told = getattr(row, each.attname)
        # A model checks the length of one-line texts alone.
        if each.max_length and isinstance(told, str) and len(told) > each.max_length:
            raise Invalid(f"{each.verbose_name}：不超过 {each.max_length} 字，现有 {len(told)} 字。")
    others = {each.name for each in row._meta.fields} - {each.name for each in fields} | {"organization_path"}
    try:
        row.clean_fields(exclude=others)
    except ValidationError as error:
        name, sentences = next(iter(error.message_dict.items()))
        field: Any = row._meta.get_field(name)
        raise Invalid(f"{field.verbose_name}：{'；'.join(sentences)}") from error
