"""Addresses and answers of the editor's pages."""

from django.urls import reverse

HTMX = {"HX-Request": "true"}


def at(name, draft, *args):
    return reverse(f"standards:{name}", args=[draft.pk, *args])


def node(draft, code="zd.cs"):
    return draft.criteria.get(code=code).definition


def typed(**values):
    return {"act": "save", "revision": 3, "n-title": "场所", "n-points": "60", **values}
