"""The phone's shell: whole, the same for everybody, and of one version."""

import json
import re

from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from apps.inspections.views import offline
from tests.inspections.factories import make_visit


def told(client):
    """What the service worker is told: version, page and files; and the scripts that it imports."""
    answer = client.get(reverse("inspections:field_worker"))
    assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"]) == (200, "text/javascript", "no-cache")
    first, second = answer.content.decode().splitlines()
    shell = json.loads(first.removeprefix("self.SHELL = ").removesuffix(";"))
    return shell, re.findall(r'"([^"]+)"', second)


def test_shell_holds_all_that_its_page_asks_for(client):
    """A file that is not in the list would be missing where there is no network."""
    shell, imported = told(client)
    page = client.get(shell["page"]).content.decode()
    asked = re.findall(r'(?:src|href|content)="(/?static/[^"#]+)', page)
    assert asked
    assert set(asked) <= set(shell["files"])
    assert set(imported) <= {*shell["files"], *imported[-1:]}
    for path in (*offline.STYLES, *offline.SCRIPTS, *offline.WORKER, *offline.IMAGES):
        assert finders.find(path), path


def test_shell_says_nothing_about_anybody(client, world):
    """It is kept on the device for whoever comes next: no name, no token."""
    anonymous = client.get(reverse("inspections:field_shell"))
    other = Client()
    other.force_login(world.inspector)
    signed_in = other.get(reverse("inspections:field_shell"))
    assert signed_in.content == anonymous.content
    assert "csrf" not in signed_in.content.decode()


def test_shell_asks_no_database(db, client, django_assert_num_queries):
    with django_assert_num_queries(0):
        told(client)


def test_version_follows_the_content(monkeypatch, tmp_path, client):
    """A changed file makes another version, which browsers fetch because the worker's text has changed."""
    before = offline._computed_version()
    changed = tmp_path / "app.js"
    changed.write_text("/* another */")
    found = finders.find
    monkeypatch.setattr(finders, "find", lambda path: str(changed) if path.endswith("/app.js") else found(path))
    assert offline._computed_version() != before


def test_pages_with_network_say_that_they_are(client, world):
    """Each redirect of theirs carries a query, by which the service worker lets them through."""
    visit = make_visit(world)
    client.force_login(world.inspector)
    for address in (reverse("inspections:field"), reverse("inspections:field_visit", args=[visit.pk])):
        assert "data-field-door" in client.get(address).content.decode()
    started = client.post(reverse("inspections:field_start", args=[visit.pk]))
    assert started["Location"].endswith("?online")
