"""Showing what a service refused: at the field that it is about, else above the form."""

from django import forms

from apps.core.exceptions import Invalid, PortalError


def refuse_at(form: forms.BaseForm, error: PortalError) -> str:
    """Put the words at their fields; returns what is left to say above the form."""
    fields = {name: words for name, words in getattr(error, "fields", {}).items() if name in form.fields}
    if not isinstance(error, Invalid) or not fields:
        return error.message
    for name, words in fields.items():
        form.add_error(name, words)
    return ""
