"""What is said about bad input: short sentences for people, in place of Django's, which read as translations.

Fields that know better say so in their own ``error_messages``; these stand for all others.
"""

from typing import Any

from django import forms
from django.core import validators

FIELDS: dict[type[forms.Field], dict[str, Any]] = {
    forms.Field: {"required": "请填写这一项。"},
    forms.IntegerField: {"invalid": "请填整数。"},
    forms.FloatField: {"invalid": "请填数字。"},
    forms.DecimalField: {"invalid": "请填数字。"},
    forms.DateField: {"invalid": "请填写日期，如 2026-11-23。"},
    forms.DateTimeField: {"invalid": "请填写日期和时间，如 2026-11-23 09:00。"},
    forms.ChoiceField: {"invalid_choice": "请从列出的各项中选择。"},
    forms.MultipleChoiceField: {"invalid_choice": "请从列出的各项中选择。", "invalid_list": "请从列出的各项中选择。"},
    forms.ModelChoiceField: {"invalid_choice": "没有这一项，可能已被删除，请重新选择。"},
    forms.ModelMultipleChoiceField: {
        "invalid_choice": "有的选项已经没有了，请重新选择。",
        "invalid_pk_value": "有的选项已经没有了，请重新选择。",
    },
    forms.FileField: {"invalid": "请选择文件。", "missing": "请选择文件。", "empty": "文件是空的，请重新选择。"},
    forms.ImageField: {"invalid_image": "这不是图片，或者图片已损坏，请重新选择。"},
}
VALIDATORS: dict[type[Any], str] = {
    validators.MaxLengthValidator: "最多 %(limit_value)d 个字，现在 %(show_value)d 个字。",
    validators.MinLengthValidator: "至少 %(limit_value)d 个字，现在 %(show_value)d 个字。",
    validators.MinValueValidator: "不能小于 %(limit_value)s。",
    validators.MaxValueValidator: "不能大于 %(limit_value)s。",
}
DECIMALS = {
    "invalid": "请填数字。",
    "max_digits": "数字太大，最多 %(max)s 位。",
    "max_decimal_places": "最多保留 %(max)s 位小数。",
    "max_whole_digits": "数字太大，整数部分最多 %(max)s 位。",
}


def say_it_plainly() -> None:
    """Put our sentences in the place of Django's; called once at start."""
    for field, sentences in FIELDS.items():
        field.default_error_messages = {**field.default_error_messages, **sentences}
    for validator, sentence in VALIDATORS.items():
        validator.message = sentence
    validators.DecimalValidator.messages = DECIMALS
