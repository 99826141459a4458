"""Whatever is typed into an address or a form, the portal answers; it never breaks."""

import ast
import traceback
from functools import cache

import pytest
from django import forms
from django.db import transaction
from django.urls import reverse

from .access_matrix import ROWS
from .sources import nodes
from .test_access_matrix import Undone

pytestmark = pytest.mark.django_db

#: What only looks like a digit, more than a column counts, a day at the end of time. (NUL: tests/core/test_middleware.py.)
VALUES = {"superscript": "²", "long_number": "9" * 40, "late_day": "9999-12-31"}
#: Who asks where several may: the first of these that the row lets in.
ASKERS = ("city", "secretary", "inspector", "auditor", "administrator", "security_officer", "leader", "township")


@cache
def parameters():
    """Every name that a form or a view reads."""
    names = set()
    pending = [forms.BaseForm]
    while pending:
        form = pending.pop()
        pending += form.__subclasses__()
        if form.__module__.startswith("apps."):
            names |= set(getattr(form, "base_fields", ()))
    for _, call in nodes(ast.Call, "apps/"):
        if getattr(call.func, "attr", "") in ("get", "getlist") and is_query(call.func.value) and call.args:
            names |= {call.args[0].value} if isinstance(call.args[0], ast.Constant) else set()
    return sorted(names)


def is_query(node):
    """``request.GET`` or ``request.POST``"""
    return isinstance(node, ast.Attribute) and node.attr in ("GET", "POST")


def asked(stage, name):
    row = ROWS[name]
    person = next(each for each in ASKERS if each in row.sees)
    address = reverse(name, kwargs={key: stage.world.own(person, kind) for key, kind in row.args})
    return stage.clients[person], address


def broken(send):
    """Where the product raised, or an empty string."""
    answer = None
    try:
        with transaction.atomic():
            answer = send()
            if answer.streaming:
                b"".join(answer.streaming_content)
            raise Undone
    except Undone:
        pass
    error = getattr(answer, "exc_info", None)
    if answer.status_code < 500 or error is None:
        return "" if answer.status_code < 500 or answer.status_code == 503 else str(answer.status_code)
    frames = [frame for frame in traceback.extract_tb(error[2]) if "/apps/" in frame.filename]
    where = f"{frames[-1].filename.split('/apps/')[1]}:{frames[-1].lineno}" if frames else "outside apps"
    return f"{error[0].__name__} {str(error[1])[:100]} at {where}"


def test_names_are_found():
    assert {"q", "page", "version", "reason", "kind", "scope", "direction"} <= set(parameters())


@pytest.mark.parametrize("name", sorted(name for name, row in ROWS.items() if "GET" in row.methods))
def test_no_query_breaks_a_page(stage, name):
    client, address = asked(stage, name)
    found = {
        label: broken(lambda value=value: client.get(address, dict.fromkeys(parameters(), value)))
        for label, value in VALUES.items()
    }
    assert {label: problem for label, problem in found.items() if problem} == {}


@pytest.mark.parametrize("name", sorted(name for name, row in ROWS.items() if "POST" in row.methods))
def test_no_form_breaks_a_page(stage, name):
    client, address = asked(stage, name)
    found = {
        label: broken(lambda value=value: client.post(address, dict.fromkeys(parameters(), value)))
        for label, value in VALUES.items()
    }
    assert {label: problem for label, problem in found.items() if problem} == {}


@pytest.mark.parametrize("name", sorted(name for name, row in ROWS.items() if row.args))
def test_no_number_in_an_address_breaks_a_page(stage, name):
    """Beyond what the database can count: not found."""
    row = ROWS[name]
    person = next(each for each in ASKERS if each in row.sees)
    own = {key: stage.world.own(person, kind) for key, kind in row.args}
    numbers = [key for key, kind in row.args if isinstance(own[key], int)]
    for key in numbers:
        address = reverse(name, kwargs=own | {key: 10**30})
        client = stage.clients[person]
        answer = client.get(address) if "GET" in row.methods else client.post(address)
        assert answer.status_code == 404, f"{key} {answer.status_code} {getattr(answer, 'exc_info', '')}"
