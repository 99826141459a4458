"""What tests of the pages share: browsers, addresses, downloads, counted statements."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.applications.factories import (
    make_submitted,
)
from tests.factories import make_organization, make_user, sign_in


def browser(person):
    return sign_in(Client(), person)


def url(name, *args):
    return reverse(f"applications:{name}", args=args)


def statements(client, address):
    client.get(address)  # content types and the like are read once per process
    with CaptureQueriesContext(
        connection,
    ) as caught:
        response = client.get(address)
    assert response.status_code == 200
    return len(caught)


def received(client, address, query=None):
    response = client.get(address, query)
    assert response.status_code == 200
    content = b"".join(response.streaming_content)
    return content


def more_branches(stage, count):
    """Submitted applications of further branches of the township."""
    for _ in range(count):
        branch = make_organization(stage.tree.township, sector="rural")
        branch.refresh_from_db()
        make_submitted(stage, make_user("secretary", branch), branch)
