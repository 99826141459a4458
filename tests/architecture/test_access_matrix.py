"""Every address × GET and POST × every kind of person × the own object, a foreign one, one that does not exist.

What is refused writes nothing, and neither does reading.
"""

import contextlib
import json
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from . import access_matrix as matrix
from .access_matrix import ALLAUTH, ROWS, Row
from .world import ABSENT_NUMBER, ABSENT_UUID, PERSONS

# The mark makes pytest-django set the database up; the world itself lives for the whole module.
pytestmark = pytest.mark.django_db

METHODS = ("GET", "POST")
JSON = {"headers": {"accept": "application/json"}}
#: Sessions are no business rows.
UNGUARDED = ('"django_session"',)


def walk(resolver, namespace=""):
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from walk(pattern, f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace)
        else:
            yield f"{namespace}{pattern.name}", pattern


def test_every_address_has_its_row():
    addresses = {name for name, _ in walk(get_resolver())}
    assert addresses - {*ROWS, *ALLAUTH} == set(), "addresses without a row in access_matrix.py"
    assert {*ROWS, *ALLAUTH} - addresses == set(), "rows without an address"


def test_every_row_names_the_parameters_of_its_address():
    patterns = dict(walk(get_resolver()))
    wrong = {name for name, row in ROWS.items() if name in patterns and named(row) != converters(patterns[name])}
    assert wrong == set()


def named(row):
    return {key for key, _ in row.args}


def converters(pattern):
    return set(pattern.pattern.converters)


# --- Asking -------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def writes():
    """The statements that change rows while the block runs."""
    found: list[str] = []

    def look(execute, sql, params, many, context):
        if sql.lstrip().startswith(("INSERT", "UPDATE", "DELETE")) and not any(table in sql for table in UNGUARDED):
            found.append(sql[:120])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield found


def ask(client, method, address):
    """One request without data, undone afterwards."""
    with contextlib.suppress(Undone), transaction.atomic():
        with writes() as written:
            answer = client.get(address, **JSON) if method == "GET" else client.post(address, {}, **JSON)
            if answer.streaming:
                b"".join(answer.streaming_content)  # to its end: that closes the file behind it
        raise Undone
    return SimpleNamespace(
        status=answer.status_code,
        written=written,
        code=refusal_code(answer),
        location=answer.headers.get("Location", ""),
        error=getattr(answer, "exc_info", None),
    )


class Undone(Exception):
    pass


def refusal_code(answer):
    """The code of a rule's refusal; empty for the closed door of a role (a page)."""
    if answer.status_code < 400 or not answer.headers.get("Content-Type", "").startswith("application/json"):
        return ""
    return json.loads(answer.content).get("code", "")


def addresses_for(row, name, world, person):
    """The own object's address; those with any one part foreign; those with any one part absent."""
    person = stands_in(person, row, world)
    own = {key: world.own(person, kind) for key, kind in row.args}
    foreign = [
        reverse(name, kwargs=own | {key: world.foreign(person, kind)})
        for key, kind in row.args
        if kind not in matrix.EVERYWHERE
    ]
    absent = [reverse(name, kwargs=own | {key: absent_like(own[key])}) for key, _ in row.args]
    return reverse(name, kwargs=own), foreign, absent


def has(world, person, kind):
    return kind in world.personal[person] or kind in world.parts["inside"]


def stands_in(person, row, world):
    """Whose objects to ask for: an office's, where the person has none of the kind."""
    return person if person and all(has(world, person, kind) for _, kind in row.args) else "city"


def absent_like(value):
    if isinstance(value, int):
        return ABSENT_NUMBER
    return ABSENT_UUID if len(str(value)) == 36 else "absent"


# --- What must come back ------------------------------------------------------------------------------------------


def problems_of(answer, verdict, method):
    """Why an answer is not what the verdict demands; empty when it is."""
    if answer.status >= 500 and answer.status != 503:
        return f"{answer.status} {answer.error and repr(answer.error[1])[:300]}"
    if answer.written and (verdict != "opens" or method == "GET"):
        return f"{answer.status}, and yet wrote: {answer.written[:3]}"
    fine = {
        "opens": answer.status not in (404, 405) and not (answer.status == 403 and not answer.code)
        and not urlsplit(answer.location).path.startswith("/accounts/login/"),
        "closed": (answer.status == 403 and not answer.code) or answer.status == 404,
        "unknown": answer.status == 404,
        "no method": answer.status == 405,
        "closed, no method": answer.status in (403, 404, 405) and not answer.code,
        "sign in": answer.status in (401, 403, 404)
        or (answer.status == 302 and urlsplit(answer.location).path == "/accounts/login/"),
        "sign in, no method": answer.status in (401, 403, 404, 405)
        or (answer.status == 302 and urlsplit(answer.location).path == "/accounts/login/"),
    }[verdict]  # fmt: skip
    return "" if fine else f"{answer.status} {answer.code} {answer.location}".strip()


def verdict_for(row: Row, person, method, which):
    allowed = method in row.methods
    if person is None and not row.public:
        return "sign in" if allowed else "sign in, no method"
    if person is not None and person not in row.who:
        return "closed" if allowed else "closed, no method"
    if not allowed:
        return "no method"
    if which == "absent" or (which == "foreign" and row.is_scoped):
        return "unknown"
    return "opens" if person is None or person in row.sees else "unknown"


@pytest.mark.parametrize("name", sorted(ROWS))
def test_address(stage, name):
    row, wrong = ROWS[name], []
    for person in (*PERSONS, None):
        client = stage.clients[person] if person else stage.anonymous
        own, foreign, absent = addresses_for(row, name, stage.world, person)
        others = [("foreign", each) for each in foreign]
        if person in row.who:
            others += [("absent", each) for each in absent]
        for method in METHODS:
            # Without the method, or without a role, there is one answer, whatever the object.
            for which, address in [("own", own), *(others if method in row.methods and person else ())]:
                verdict = verdict_for(row, person, method, which)
                problem = problems_of(ask(client, method, address), verdict, method)
                if problem:
                    wrong.append(
                        f"{method} {which} {address} as {person or 'anonymous'}: {verdict} expected, {problem}"
                    )
    assert not wrong, f"{len(wrong)} answers, the first of them:\n" + "\n".join(wrong[:12])


@pytest.mark.parametrize("name", sorted(ALLAUTH))
def test_address_of_allauth(stage, name):
    address = reverse(name, kwargs=matrix.ALLAUTH_ARGS.get(name))
    wrong = []
    for person in (*PERSONS, None):
        client = Client(raise_request_exception=False)
        if person:
            user = stage.world.people[person]
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        for method in METHODS:
            answer = ask(client, method, address)
            if person is None and not ALLAUTH[name]:
                problem = problems_of(answer, "sign in, no method", method)
            else:
                problem = f"{answer.status} {answer.error}" if answer.status >= 500 else ""
            if problem:
                wrong.append(f"{method} {address} as {person or 'anonymous'}: {problem}")
    assert not wrong, f"{len(wrong)} answers, the first of them:\n" + "\n".join(wrong[:12])


def test_nobody_signs_up(stage):
    answer = stage.anonymous.post(reverse("account_signup"), {"username": "x", "password1": "y", "password2": "y"})
    assert answer.status_code in (200, 302)
    assert "password1" not in answer.content.decode(), "no form to sign up"
    assert not type(stage.world.people["city"]).objects.filter(username="x").exists()
