"""The secretary's home asks for each campaign without a statement of its own."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.choices import Role
from apps.core import clock
from tests.campaigns.factories import APPLICATION_DAY, make_open_campaign
from tests.factories import make_tree, make_user, sign_in


@pytest.mark.django_db
def test_statements_do_not_grow_with_the_campaigns_that_may_be_applied_to():
    tree = make_tree()
    office = make_user(Role.OFFICE, tree.city)
    with clock.moved_to(APPLICATION_DAY):
        client = sign_in(Client(), make_user(Role.SECRETARY, tree.branch))
        counts = []
        for wanted, more in ((1, 1), (3, 2)):
            for _ in range(more):
                make_open_campaign(tree.city, office)
            client.get(reverse("portal:home"))
            with CaptureQueriesContext(connection) as told:
                answer = client.get(reverse("portal:home"))
            assert len(answer.context["todo"]) == wanted
            counts.append(len(told))
    assert counts[0] == counts[1] <= 12
