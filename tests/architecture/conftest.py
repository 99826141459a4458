"""The world of the access matrix, and a signed-in client for each person of it."""

from types import SimpleNamespace

import pytest
from django.db import transaction
from django.test import Client

from .world import PERSONS, build


@pytest.fixture(scope="module")
def stage(django_db_setup, django_db_blocker):
    """Built once for a module and gone again after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = build()
        clients = {person: Client(raise_request_exception=False) for person in PERSONS}
        for person, client in clients.items():
            client.force_login(world.people[person], backend="django.contrib.auth.backends.ModelBackend")
        anonymous = Client(raise_request_exception=False)
        try:
            yield SimpleNamespace(world=world, clients=clients, anonymous=anonymous)
        finally:
            transaction.set_rollback(True)
